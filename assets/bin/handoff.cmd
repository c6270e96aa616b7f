@echo off
rem The command line of the installed program: the same program, run as Node.
set ELECTRON_RUN_AS_NODE=1
"%~dp0..\..\Handoff.exe" "%~dp0..\app.asar\dist\cli.cjs" %*
