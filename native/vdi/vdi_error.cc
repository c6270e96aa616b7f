// SPDX-License-Identifier: MIT
#include "native/vdi/vdi_error.h"

#include <cstddef>

namespace handoff::vdi {
namespace {

template <typename Code>
struct Named {
  Code code;
  const char* name;
};

constexpr Named<Hresult> kHresults[] = {
    {NOERROR, "NOERROR"},
    {VD_E_NOTOPEN, "VD_E_NOTOPEN"},
    {VD_E_TIMEOUT, "VD_E_TIMEOUT"},
    {VD_E_ABORT, "VD_E_ABORT"},
    {VD_E_SECURITY, "VD_E_SECURITY"},
    {VD_E_INVALID, "VD_E_INVALID"},
    {VD_E_INSTANCE_NAME, "VD_E_INSTANCE_NAME"},
    {VD_E_NOTSUPPORTED, "VD_E_NOTSUPPORTED"},
    {VD_E_MEMORY, "VD_E_MEMORY"},
    {VD_E_UNEXPECTED, "VD_E_UNEXPECTED"},
    {VD_E_PROTOCOL, "VD_E_PROTOCOL"},
    {VD_E_OPEN, "VD_E_OPEN"},
    {VD_E_CLOSE, "VD_E_CLOSE"},
    {VD_E_BUSY, "VD_E_BUSY"},
    {VD_E_IO_ERROR, "VD_E_IO_ERROR"},
};

constexpr Named<uint32_t> kCompletions[] = {
    {ERROR_SUCCESS, "ERROR_SUCCESS"},
    {ERROR_INVALID_HANDLE, "ERROR_INVALID_HANDLE"},
    {ERROR_ARENA_TRASHED, "ERROR_ARENA_TRASHED"},
    {ERROR_BAD_ENVIRONMENT, "ERROR_BAD_ENVIRONMENT"},
    {ERROR_WRITE_FAULT, "ERROR_WRITE_FAULT"},
    {ERROR_READ_FAULT, "ERROR_READ_FAULT"},
    {ERROR_HANDLE_EOF, "ERROR_HANDLE_EOF"},
    {ERROR_HANDLE_DISK_FULL, "ERROR_HANDLE_DISK_FULL"},
    {ERROR_NOT_SUPPORTED, "ERROR_NOT_SUPPORTED"},
    {ERROR_DISK_FULL, "ERROR_DISK_FULL"},
    {ERROR_ALREADY_EXISTS, "ERROR_ALREADY_EXISTS"},
    {ERROR_OPERATION_ABORTED, "ERROR_OPERATION_ABORTED"},
    {ERROR_END_OF_MEDIA, "ERROR_END_OF_MEDIA"},
    {ERROR_FILEMARK_DETECTED, "ERROR_FILEMARK_DETECTED"},
    {ERROR_NO_DATA_DETECTED, "ERROR_NO_DATA_DETECTED"},
    {ERROR_NO_MEDIA_IN_DRIVE, "ERROR_NO_MEDIA_IN_DRIVE"},
    {ERROR_IO_DEVICE, "ERROR_IO_DEVICE"},
    {ERROR_EOM_OVERFLOW, "ERROR_EOM_OVERFLOW"},
    {ERROR_NO_SYSTEM_RESOURCES, "ERROR_NO_SYSTEM_RESOURCES"},
};

template <typename Code, size_t kCount>
const char* NameIn(const Named<Code> (&table)[kCount], Code code) {
  for (const Named<Code>& entry : table) {
    if (entry.code == code) {
      return entry.name;
    }
  }
  return nullptr;
}

}  // namespace

const char* NameOfHresult(Hresult code) {
  return NameIn(kHresults, code);
}

const char* NameOfCompletion(uint32_t code) {
  return NameIn(kCompletions, code);
}

}  // namespace handoff::vdi
