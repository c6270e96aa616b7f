// SPDX-License-Identifier: MIT
#include "native/platform/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace handoff::platform {

File::~File() {
  if (descriptor_ >= 0) {
    close(descriptor_);
  }
}

File::File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

File File::OpenToRead(const std::string& path) {
  File file;
  file.descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  return file;
}

File File::OpenToReplace(const std::string& path) {
  constexpr mode_t kMode = 0644;
  File file;
  file.descriptor_ = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, kMode);
  // Locked before it is emptied: another process may be writing it.
  const bool is_ours = file.descriptor_ >= 0 && flock(file.descriptor_, LOCK_EX | LOCK_NB) == 0 &&
                       ftruncate(file.descriptor_, 0) == 0;
  if (!is_ours && file.descriptor_ >= 0) {
    const int reason = errno;
    file = File();
    errno = reason;
  }
  return file;
}

File File::OpenPlain(const std::string& path, uint64_t* bytes) {
  File file = OpenToRead(path);
  if (!file.IsOpen()) {
    return file;
  }
  struct stat status = {};
  int reason = 0;
  if (fstat(file.descriptor_, &status) != 0) {
    reason = errno;
  } else if (!S_ISREG(status.st_mode)) {
    reason = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
  }
  if (reason != 0) {
    file = File();
    errno = reason;
    return file;
  }
  *bytes = static_cast<uint64_t>(status.st_size);
  file.WillReadInOrder();
  return file;
}

File File::OpenToAppend(const std::string& path) {
  File file;
  file.descriptor_ = open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  return file;
}

File File::OpenToContinue(const std::string& path) {
  constexpr mode_t kMode = 0640;
  constexpr int kTriesMax = 100;
  for (int i = 0; i < kTriesMax; ++i) {
    File file;
    file.descriptor_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kMode);
    if (!file.IsOpen()) {
      return file;
    }
    struct stat opened = {};
    struct stat named = {};
    int reason = 0;
    if (flock(file.descriptor_, LOCK_EX | LOCK_NB) != 0) {
      reason = errno == EWOULDBLOCK ? EBUSY : errno;
    } else if (fstat(file.descriptor_, &opened) != 0) {
      reason = errno;
    } else if (!S_ISREG(opened.st_mode)) {
      reason = EINVAL;
    } else if (stat(path.c_str(), &named) == 0 && named.st_ino == opened.st_ino) {
      return file;
    }
    if (reason != 0) {
      file = File();
      errno = reason;
      return file;
    }
    // The name was removed between opening and locking: the lock is worth nothing.
  }
  errno = ESTALE;
  return File();
}

bool File::IsOpen() const {
  return descriptor_ >= 0;
}

uint64_t File::Bytes(bool* is_regular) const {
  struct stat status = {};
  const bool is_known = fstat(descriptor_, &status) == 0;
  *is_regular = is_known && S_ISREG(status.st_mode);
  return is_known ? static_cast<uint64_t>(status.st_size) : 0;
}

int64_t File::ReadAt(void* out, size_t size, uint64_t position) const {
  ssize_t got = 0;
  do {
    got = pread(descriptor_, out, size, static_cast<off_t>(position));
  } while (got < 0 && errno == EINTR);
  return got;
}

int64_t File::WriteAt(const void* from, size_t size, uint64_t position) const {
  ssize_t put = 0;
  do {
    put = pwrite(descriptor_, from, size, static_cast<off_t>(position));
  } while (put < 0 && errno == EINTR);
  return put;
}

int64_t File::Append(const void* from, size_t size) const {
  ssize_t put = 0;
  do {
    put = write(descriptor_, from, size);
  } while (put < 0 && errno == EINTR);
  return put;
}

bool File::Resize(uint64_t bytes) const {
  return ftruncate(descriptor_, static_cast<off_t>(bytes)) == 0;
}

bool File::Sync() const {
  return fsync(descriptor_) == 0;
}

void File::WillReadInOrder() const {
  posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
}

void File::StartWriteback(uint64_t position, uint64_t size) const {
  sync_file_range(descriptor_, static_cast<off_t>(position), static_cast<off_t>(size),
                  SYNC_FILE_RANGE_WRITE);
}

void File::WaitForWriteback(uint64_t position, uint64_t size) const {
  sync_file_range(descriptor_, static_cast<off_t>(position), static_cast<off_t>(size),
                  SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
}

bool Exists(const std::string& path) {
  struct stat status;
  return lstat(path.c_str(), &status) == 0;
}

uint64_t FileBytes(const std::string& path) {
  struct stat status;
  const bool is_file = stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
  return is_file ? static_cast<uint64_t>(status.st_size) : 0;
}

bool Rename(const std::string& from, const std::string& to, bool may_replace) {
  const unsigned flags = may_replace ? 0 : RENAME_NOREPLACE;
  return renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) == 0;
}

void Remove(const std::string& path) {
  unlink(path.c_str());
}

bool SyncFolderOf(const std::string& file) {
  const size_t slash = file.rfind('/');
  const std::string folder = slash == std::string::npos ? "."
                             : slash == 0               ? "/"
                                                        : file.substr(0, slash);
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) {
    return false;
  }
  const bool is_synced = fsync(descriptor) == 0;
  const int reason = errno;
  close(descriptor);
  errno = reason;
  return is_synced;
}

bool MeansFull(int error_number) {
  return error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG;
}

std::string ErrorName(int error_number) {
  const char* name = strerrorname_np(error_number);  // glibc 2.32
  return name != nullptr ? name : std::to_string(error_number);
}

std::string ErrorText(int error_number) {
  constexpr size_t kWordsBytes = 256;
  char words[kWordsBytes];
  // The GNU variant: gives back the text, not necessarily in the buffer.
  return strerror_r(error_number, words, sizeof(words));
}

}  // namespace handoff::platform
