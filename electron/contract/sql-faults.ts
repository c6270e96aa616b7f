/**
 * Rows of the fault table about SQL servers: reaching them, logging in, statements, secrets, the embedded server on its own.
 */
import { exitCode, row } from "./fault-text.ts";

const { failed, usage } = exitCode;

export const sqlFaults = {
  SQL_UNREACHABLE: row(
    failed,
    "The server {server} cannot be reached: {reason}.",
    "Check its name and port, that it runs, and that a firewall lets TCP through.",
  ),
  SQL_NO_INSTANCE: row(
    failed,
    "The instance {instance} was not found on {server}: {reason}.",
    "Check the instance's name, that the SQL Server Browser runs there, or give the port instead.",
  ),
  SQL_NO_ANSWER: row(
    failed,
    "The server {server} did not answer within {seconds} seconds.",
    "Check that it is a SQL Server and not overloaded; a longer time can be given.",
  ),
  SQL_NOT_TRUSTED: row(
    failed,
    "The encrypted connection to {server} could not be made: {reason}.",
    "Give the certificate that signed the server's, or trust it without a check only where the network is safe.",
  ),
  SQL_LOGIN_FAILED: row(
    failed,
    "{server} refused the login of {user}: {text}",
    "Check user, password and the kind of login.",
  ),
  SQL_NO_DATABASE: row(
    failed,
    "{server} cannot open the database: {text}",
    "Check the database's name and that it is not being restored.",
  ),
  SQL_GONE: row(
    failed,
    "The connection to {server} broke while a statement ran: {reason}.",
    "Look into the server's error log; a backup that was running is not complete.",
  ),
  SQL_KILLED: row(
    failed,
    "Somebody ended the session with KILL: {text}",
    "Ask who did it (the server's error log names the session), then run the job again.",
  ),
  SQL_NOT_SYSADMIN: row(
    failed,
    "{login} is no member of sysadmin on {server}, which BACKUP and RESTORE with virtual devices need.",
    "Log in as a sysadmin, or let one run `ALTER SERVER ROLE sysadmin ADD MEMBER {quoted};`.",
  ),
  SQL_DATABASE_MISSING: row(
    failed,
    "There is no database {database} on {server}.",
    "Check the name: it is one of {known}.",
  ),
  SQL_DATABASE_STATE: row(
    failed,
    "The database {database} on {server} is {state}, which allows no backup.",
    "Wait until its recovery or restore has ended, or end it by `RESTORE DATABASE {quoted} WITH RECOVERY;`.",
  ),
  SQL_DATABASE_BUSY: row(
    failed,
    "{command} of {database} runs on {server} already: session {session} of {login} ({program}).",
    "Wait for it to end; one database does one of them at a time.",
  ),
  SQL_WRONG_SERVER: row(
    failed,
    "{library} is Handoff's stand-in, which reaches embedded servers only, and {server} is a SQL Server.",
    "Name SQL Server's own client library, or leave its path empty where its package is installed.",
  ),
  SQL_UNKNOWN_SERVER: row(
    exitCode.usage,
    "The server {name} is not in the list any more.",
    "Add it again, or choose another one.",
  ),
  SQL_STATEMENT_FAILED: row(
    failed,
    "The statement failed: {reason} (message {number}).",
    "The first message of the statement says why; those after it follow from it.",
  ),
  SQL_CANCELLED: row(
    exitCode.interrupted,
    "The statement on {server} was cancelled.",
    "Run it again when you want it.",
  ),
  SECRET_MISSING: row(
    usage,
    "There is no password for {name}.",
    "Store it in the window, or put it into the environment variable {variable}.",
  ),
  SECRET_NOT_SAFE: row(
    failed,
    "Passwords cannot be kept safely here: the system offers only {backend}.",
    "Install or unlock a keyring (GNOME Keyring, KWallet), or give the password each time.",
  ),
  SECRET_UNREADABLE: row(
    failed,
    "The stored passwords in {file} cannot be read: {reason}.",
    "Log in as the user who stored them, or store them again.",
  ),
  SERVER_PORT: row(
    failed,
    "The port {port} cannot be listened on: {reason}.",
    "Choose another one with --port, or 0 for any that is free.",
  ),
  SERVER_RUNNING: row(
    failed,
    "An embedded server with process id {pid} already uses {folder}.",
    "Use that one, end it, or name another folder in HANDOFF_STATE_DIR.",
  ),
  SERVER_STATE: row(
    failed,
    "The embedded server's file {file} cannot be used: {reason}.",
    "Check its rights, or move it away to begin anew.",
  ),
} as const;
