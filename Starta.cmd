@echo off
rem F”r den som aldrig ”ppnar en terminal: dubbelklicka. F”rsta g†ngen g”rs milj”n, sedan kommer menyn.
rem Filen „r skriven i teckentabell 850, som Windows kommandof”nster l„ser.
rem Med ett argument g”rs ett val utan att fr†ga: Starta.cmd 3
chcp 850 >nul
setlocal
cd /d "%~dp0"
set "PYTHONUTF8=1"
set "PY=.venv\Scripts\python.exe"
if exist .venv\klar.txt goto meny

rem En Python som redan har biblioteken, som condas, duger som den „r.
set "PY=python"
"%PY%" -c "import pandas, papermill, typst" >nul 2>nul && goto meny

set "SOK=py -3"
%SOK% -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && goto gor
set "SOK=python"
%SOK% -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && goto gor
echo Python 3.11 eller nyare hittades inte p† den h„r datorn.
echo Installera det fr†n Software Center eller https://www.python.org/downloads/ och dubbelklicka sedan h„r igen.
goto fel

:gor
echo F”rsta g†ngen: biblioteken h„mtas och packas upp i mappen .venv. Det tar n†gra minuter och 900 MB.
set "PY=.venv\Scripts\python.exe"
%SOK% -m venv .venv || goto fel
"%PY%" -m pip install --disable-pip-version-check --require-hashes -r requirements.lock || goto fel
"%PY%" -m pip install --disable-pip-version-check --require-hashes -r requirements-lab.lock || goto fel
"%PY%" -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e . || goto fel
echo klar> .venv\klar.txt

:meny
set "VAL=%~1"
if not "%VAL%"=="" goto val
echo.
echo  1  ™ppna anteckningsb”ckerna
echo  2  G”r †rets rapporter
echo  3  Granska indata, och vad som „r att g”ra
echo  4  G”r arbetsboken med alla scenarier
echo  5  Utforska: dra i reglage och se vad det kostar
echo  6  Sluta
echo.
set /p "VAL=Vad vill du g”ra? "
if "%VAL%"=="" exit /b 0

:val
if "%VAL%"=="1" goto lab
if "%VAL%"=="2" goto rapporter
if "%VAL%"=="3" goto kontroll
if "%VAL%"=="4" goto arbetsbok
if "%VAL%"=="5" goto utforska
if "%VAL%"=="6" exit /b 0
echo Svara med en siffra, 1 till 6.
goto igen

:lab
"%PY%" -m suite.lab
goto igen

:rapporter
set "AR=%~2"
if "%AR%"=="" set /p "AR=Vilket †r? "
"%PY%" -m model arspaket %AR%
if errorlevel 1 if not errorlevel 3 goto igen
if exist "outputs\arspaket_%AR%\index.html" if "%~1"=="" start "" "outputs\arspaket_%AR%\index.html"
goto igen

:kontroll
"%PY%" -m model kontroll
goto igen

:arbetsbok
"%PY%" -m model arbetsbok
if exist outputs\arbetsbok.xlsx if "%~1"=="" start "" outputs\arbetsbok.xlsx
goto igen

:utforska
"%PY%" -m model utforska
goto igen

:igen
if not "%~1"=="" exit /b %errorlevel%
goto meny

:fel
echo.
echo Det gick inte. Spara det som st†r ovan och visa det f”r den som sk”ter modellen.
if "%~1"=="" pause
exit /b 1
