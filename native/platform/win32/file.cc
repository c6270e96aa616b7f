// SPDX-License-Identifier: MIT
#include "native/platform/file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "native/platform/win32/handle.h"

namespace handoff::platform {
namespace {

constexpr size_t kTransferMax = 64 * 1024 * 1024;
// winerror.h's numbers; its names are constants of the interface here.
constexpr DWORD kFileExists = 80;
constexpr DWORD kAlreadyExists = 183;
constexpr DWORD kHandleEof = 38;
constexpr DWORD kDiskFull = 112;
constexpr DWORD kHandleDiskFull = 39;

int ErrnoOf(DWORD error) {
  switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
      return ENOENT;
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
      return EACCES;
    case kFileExists:
    case kAlreadyExists:
      return EEXIST;
    case kDiskFull:
    case kHandleDiskFull:
      return ENOSPC;
    default:
      return EIO;
  }
}

OVERLAPPED At(uint64_t position) {
  OVERLAPPED at = {};
  at.Offset = static_cast<DWORD>(position);
  at.OffsetHigh = static_cast<DWORD>(position >> 32);
  return at;
}

HANDLE Opened(HANDLE handle) {
  if (handle == INVALID_HANDLE_VALUE) {
    errno = ErrnoOf(GetLastError());
    return nullptr;
  }
  return handle;
}

}  // namespace

File::~File() {
  OwnedHandle(std::exchange(handle_, nullptr)).Reset();
}

File::File(File&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}

File File::OpenToRead(const std::string& path) {
  File file;
  file.handle_ = Opened(CreateFileW(Wide(path).c_str(), GENERIC_READ,
                                    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                    OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN, nullptr));
  return file;
}

File File::OpenToReplace(const std::string& path) {
  // No write sharing: another writer's open fails, and ours does while it writes. Deletion is
  // shared, as it is renamed while open.
  File file;
  file.handle_ =
      Opened(CreateFileW(Wide(path).c_str(), GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_DELETE,
                         nullptr, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
  return file;
}

File File::OpenPlain(const std::string& path, uint64_t* bytes) {
  const DWORD attributes = GetFileAttributesW(Wide(path).c_str());
  if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
    errno = EISDIR;
    return File();
  }
  File file = OpenToRead(path);
  bool is_regular = false;
  if (file.IsOpen()) {
    *bytes = file.Bytes(&is_regular);
    if (!is_regular) {
      file = File();
      errno = EINVAL;
    }
  }
  return file;
}

File File::OpenToAppend(const std::string& path) {
  File file;
  file.handle_ = Opened(CreateFileW(Wide(path).c_str(), FILE_APPEND_DATA | SYNCHRONIZE,
                                    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                    OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
  return file;
}

File File::OpenToContinue(const std::string& path) {
  File file;
  file.handle_ = Opened(CreateFileW(Wide(path).c_str(), GENERIC_READ | GENERIC_WRITE,
                                    FILE_SHARE_READ | FILE_SHARE_DELETE, nullptr, OPEN_ALWAYS,
                                    FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file.IsOpen()) {
    errno = GetLastError() == ERROR_SHARING_VIOLATION ? EBUSY : errno;
    return file;
  }
  bool is_regular = false;
  file.Bytes(&is_regular);
  if (!is_regular) {
    file = File();
    errno = EINVAL;
  }
  return file;
}

bool File::IsOpen() const {
  return handle_ != nullptr;
}

uint64_t File::Bytes(bool* is_regular) const {
  LARGE_INTEGER size = {};
  *is_regular = GetFileType(handle_) == FILE_TYPE_DISK && GetFileSizeEx(handle_, &size);
  return static_cast<uint64_t>(size.QuadPart);
}

int64_t File::ReadAt(void* out, size_t size, uint64_t position) const {
  OVERLAPPED at = At(position);
  DWORD got = 0;
  if (ReadFile(handle_, out, static_cast<DWORD>(std::min(size, kTransferMax)), &got, &at)) {
    return got;
  }
  const DWORD error = GetLastError();
  errno = ErrnoOf(error);
  return error == kHandleEof ? 0 : -1;
}

int64_t File::WriteAt(const void* from, size_t size, uint64_t position) const {
  OVERLAPPED at = At(position);
  DWORD put = 0;
  if (WriteFile(handle_, from, static_cast<DWORD>(std::min(size, kTransferMax)), &put, &at)) {
    return put;
  }
  errno = ErrnoOf(GetLastError());
  return -1;
}

int64_t File::Append(const void* from, size_t size) const {
  // The position that means the end.
  return WriteAt(from, size, UINT64_MAX);
}

bool File::Resize(uint64_t bytes) const {
  FILE_END_OF_FILE_INFO end = {};
  end.EndOfFile.QuadPart = static_cast<LONGLONG>(bytes);
  const bool is_done =
      SetFileInformationByHandle(handle_, FileEndOfFileInfo, &end, sizeof(end)) != 0;
  errno = is_done ? errno : ErrnoOf(GetLastError());
  return is_done;
}

bool File::Sync() const {
  const bool is_synced = FlushFileBuffers(handle_) != 0;
  errno = is_synced ? errno : ErrnoOf(GetLastError());
  return is_synced;
}

void File::WillReadInOrder() const {}

void File::StartWriteback(uint64_t, uint64_t) const {}

void File::WaitForWriteback(uint64_t, uint64_t) const {}

bool Exists(const std::string& path) {
  return GetFileAttributesW(Wide(path).c_str()) != INVALID_FILE_ATTRIBUTES;
}

uint64_t FileBytes(const std::string& path) {
  WIN32_FILE_ATTRIBUTE_DATA data = {};
  const bool is_file = GetFileAttributesExW(Wide(path).c_str(), GetFileExInfoStandard, &data) &&
                       (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
  return is_file ? static_cast<uint64_t>(data.nFileSizeHigh) << 32 | data.nFileSizeLow : 0;
}

bool Rename(const std::string& from, const std::string& to, bool may_replace) {
  const DWORD flags = MOVEFILE_WRITE_THROUGH | (may_replace ? MOVEFILE_REPLACE_EXISTING : 0);
  const bool is_renamed = MoveFileExW(Wide(from).c_str(), Wide(to).c_str(), flags) != 0;
  errno = is_renamed ? errno : ErrnoOf(GetLastError());
  return is_renamed;
}

void Remove(const std::string& path) {
  DeleteFileW(Wide(path).c_str());
}

bool SyncFolderOf(const std::string&) {
  return true;  // Rename writes through.
}

bool MeansFull(int error_number) {
  return error_number == ENOSPC || error_number == EFBIG;
}

std::string ErrorName(int error_number) {
  switch (error_number) {
    case EBADMSG:
      return "EBADMSG";
    case EBUSY:
      return "EBUSY";
    case EINVAL:
      return "EINVAL";
    case EISDIR:
      return "EISDIR";
    case ENODATA:
      return "ENODATA";
    case ENOMEM:
      return "ENOMEM";
    case ESPIPE:
      return "ESPIPE";
    case ENOENT:
      return "ENOENT";
    case EACCES:
      return "EACCES";
    case EEXIST:
      return "EEXIST";
    case ENOSPC:
      return "ENOSPC";
    case EIO:
      return "EIO";
    default:
      return std::to_string(error_number);
  }
}

std::string ErrorText(int error_number) {
  return std::strerror(error_number);
}

}  // namespace handoff::platform
