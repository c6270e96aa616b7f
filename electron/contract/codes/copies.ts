/** T-SQL and command lines that next steps offer to copy. Names in capitals are for the reader to replace. */
export const copies = {
  requests:
    "SELECT session_id, command, status, wait_type, wait_time, blocking_session_id, percent_complete FROM sys.dm_exec_requests WHERE command LIKE 'BACKUP%' OR command LIKE 'RESTORE%';",
  sysadmin: "SELECT SUSER_SNAME() AS login, IS_SRVROLEMEMBER('sysadmin') AS is_sysadmin;",
  makeSysadmin: "ALTER SERVER ROLE sysadmin ADD MEMBER [LOGIN];",
  instance: "SELECT @@SERVERNAME AS server, SERVERPROPERTY('InstanceName') AS instance;",
  version: "SELECT SERVERPROPERTY('ProductVersion') AS version, @@VERSION AS build;",
  errorLog: "EXEC sp_readerrorlog 0, 1, N'backup';",
  eventLog:
    "Get-WinEvent -FilterHashtable @{LogName='Application'; ProviderName='SQLVDI'} -MaxEvents 20 | Format-List TimeCreated, Message",
  eventLogSwitch:
    'reg query "HKLM\\Software\\Microsoft\\SQL Virtual Device Interface" /v "Log File"',
  registration:
    'reg query "HKCR\\CLSID\\{40700425-0080-11d2-851f-00c04fc21759}\\InprocServer32" /reg:64 & reg query "HKCR\\CLSID\\{40700425-0080-11d2-851f-00c04fc21759}\\InprocServer32" /reg:32',
  freeSpace: "df -h FOLDER",
  diskErrors: "dmesg --level=err,warn | tail -n 40",
  rights: "icacls FOLDER",
  filters: "fltmc filters",
  writers: "vssadmin list writers",
  headers: "RESTORE HEADERONLY FROM DISK = N'FILE';",
  label: "RESTORE LABELONLY FROM DISK = N'FILE';",
  verify: "RESTORE VERIFYONLY FROM DISK = N'FILE';",
  inspect: "handoff inspect --verify FILE",
  history:
    "SELECT TOP (20) s.backup_finish_date, s.type, s.is_copy_only, s.user_name, f.device_type, f.physical_device_name FROM msdb.dbo.backupset AS s JOIN msdb.dbo.backupmediafamily AS f ON f.media_set_id = s.media_set_id WHERE s.database_name = N'DATABASE' ORDER BY s.backup_finish_date DESC;",
  databases: "SELECT name, state_desc, user_access_desc, recovery_model_desc FROM sys.databases;",
  logReuse: "SELECT name, log_reuse_wait_desc FROM sys.databases;",
  sessionsOf:
    "SELECT session_id, login_name, host_name, program_name FROM sys.dm_exec_sessions WHERE database_id = DB_ID(N'DATABASE');",
  traceFlagsOn: "DBCC TRACEON (3471, -1);",
  sharedMemory: "ls -l /dev/shm; id; id mssql",
  services: "sc query state= all | findstr /i MSSQL",
} as const;
