// SPDX-License-Identifier: MIT
/// <windows.h> without the macros that collide with the interface's published names.
#pragma once

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>
// Published names that this project has as constants of its own.
#undef INFINITE
#undef NOERROR
#undef ERROR_SUCCESS
#undef ERROR_INVALID_HANDLE
#undef ERROR_ARENA_TRASHED
#undef ERROR_BAD_ENVIRONMENT
#undef ERROR_WRITE_FAULT
#undef ERROR_READ_FAULT
#undef ERROR_HANDLE_EOF
#undef ERROR_HANDLE_DISK_FULL
#undef ERROR_NOT_SUPPORTED
#undef ERROR_DISK_FULL
#undef ERROR_ALREADY_EXISTS
#undef ERROR_OPERATION_ABORTED
#undef ERROR_END_OF_MEDIA
#undef ERROR_FILEMARK_DETECTED
#undef ERROR_NO_DATA_DETECTED
#undef ERROR_NO_MEDIA_IN_DRIVE
#undef ERROR_IO_DEVICE
#undef ERROR_EOM_OVERFLOW
#undef ERROR_NO_SYSTEM_RESOURCES
