// The few names of Windows' headers that the published interface and its users need, for a syntax check.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef int32_t HRESULT;
typedef uint32_t DWORD;
typedef uint64_t DWORDLONG;
typedef uint8_t BYTE;
typedef const wchar_t* LPCWSTR;
#define NOERROR 0
#define TRUE 1
#define FALSE 0
#define INFINITE 0xFFFFFFFFu
#define HRESULT_FROM_WIN32(code) static_cast<HRESULT>(0x80070000u | (code))
#define ERROR_SUCCESS 0u
#define ERROR_INVALID_HANDLE 6u
#define ERROR_HANDLE_EOF 38u
#define ERROR_DISK_FULL 112u
#define ERROR_OPERATION_ABORTED 995u
#define ERROR_IO_DEVICE 1117u
