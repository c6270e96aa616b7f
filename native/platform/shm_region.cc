// SPDX-License-Identifier: MIT
#include "native/platform/shm_region.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "native/platform/sweep.h"

namespace handoff::platform {
namespace {

constexpr char kFolder[] = "/dev/shm/";
/// Tries to lock a segment while a sweeper looks at it (it holds its lock for microseconds).
constexpr int kLockTriesMax = 1000;
/// Tries to make a segment that sweepers take away between two system calls.
constexpr int kCreateTriesMax = 100;

std::string PathOf(const std::string& name) {
  return kFolder + name;
}

std::string NewTemporaryName() {
  static std::atomic<uint32_t> count{0};
  char name[64];
  std::snprintf(name, sizeof(name), "%stmp-%d-%u", kSegmentPrefix, static_cast<int>(getpid()),
                count.fetch_add(1, std::memory_order_relaxed));
  return name;
}

bool IsLinked(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 && status.st_nlink > 0;
}

/// Reserves the memory of a new segment. A signal ends a system call that does so, and what it had
/// reserved is given back: in steps, a signal costs one step only. @return 0 or errno
int Reserve(int fd, size_t bytes) {
  constexpr size_t kStepBytes = 1024 * 1024;
  for (size_t at = 0; at < bytes;) {
    const size_t step = std::min(kStepBytes, bytes - at);
    const int error = posix_fallocate(fd, static_cast<off_t>(at), static_cast<off_t>(step));
    if (error != 0 && error != EINTR) {
      return error;
    }
    at += error == 0 ? step : 0;
  }
  return 0;
}

/// Takes LOCK_SH; false when the segment was, or is just being, swept.
bool LockShared(int fd) {
  for (int i = 0; i < kLockTriesMax; ++i) {
    if (flock(fd, LOCK_SH | LOCK_NB) == 0) {
      return IsLinked(fd);
    }
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return false;
    }
    usleep(100);
  }
  return false;
}

}  // namespace

ShmRegion::~ShmRegion() {
  Reset();
}

ShmRegion::ShmRegion(ShmRegion&& other) noexcept {
  *this = std::move(other);
}

ShmRegion& ShmRegion::operator=(ShmRegion&& other) noexcept {
  if (this != &other) {
    Reset();
    name_ = std::move(other.name_);
    fd_ = std::exchange(other.fd_, -1);
    data_ = std::exchange(other.data_, nullptr);
    bytes_ = std::exchange(other.bytes_, 0);
    is_temporary_ = std::exchange(other.is_temporary_, false);
    is_owner_ = std::exchange(other.is_owner_, false);
  }
  return *this;
}

ShmRegion ShmRegion::Create(size_t bytes, size_t alignment) {
  ShmRegion region;
  for (int i = 0; i < kCreateTriesMax; ++i) {
    region.name_ = NewTemporaryName();
    region.fd_ = open(PathOf(region.name_).c_str(),
                      O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (region.fd_ < 0 && errno == EEXIST) {
      continue;  // Left by a dead process that had our pid; the next number, or a sweep, helps.
    }
    if (region.fd_ < 0) {
      return ShmRegion();
    }
    region.is_temporary_ = true;
    if (!LockShared(region.fd_)) {
      region.Reset();  // Swept between open and lock.
      continue;
    }
    region.bytes_ = bytes;
    const int error = Reserve(region.fd_, bytes);
    if (error != 0 || !region.Map(alignment)) {
      const int reason = error != 0 ? error : errno;
      region.Reset();
      errno = reason;
    }
    return region;
  }
  errno = EAGAIN;
  return ShmRegion();
}

ShmRegion ShmRegion::Open(const std::string& name, size_t bytes_min, size_t alignment) {
  ShmRegion region;
  region.name_ = name;
  region.fd_ = open(PathOf(name).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (region.fd_ < 0) {
    return ShmRegion();
  }
  struct stat status;
  if (!LockShared(region.fd_) || fstat(region.fd_, &status) != 0) {
    region.Reset();
    errno = ENOENT;
    return region;
  }
  region.bytes_ = static_cast<size_t>(status.st_size);
  if (region.bytes_ < bytes_min || region.bytes_ == 0) {
    region.Reset();
    errno = EINVAL;
    return region;
  }
  if (!region.Map(alignment)) {
    const int reason = errno;
    region.Reset();
    errno = reason;
  }
  return region;
}

int ShmRegion::Publish(const std::string& name) {
  const std::string from = PathOf(name_);
  const std::string to = PathOf(name);
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
    const int reason = errno;
    if (reason != EEXIST || !SweepSegment(name)) {
      return reason;
    }
    if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
      return errno;
    }
  }
  name_ = name;
  is_temporary_ = false;
  is_owner_ = true;
  return 0;
}

void ShmRegion::Unlink() {
  if (is_owner_) {
    unlink(PathOf(name_).c_str());
    is_owner_ = false;
  }
}

bool ShmRegion::UnlinkIfLast() {
  if (fd_ < 0 || flock(fd_, LOCK_EX | LOCK_NB) != 0 || !IsLinked(fd_)) {
    return false;
  }
  // With LOCK_EX nobody else has it open, and nobody else may remove the name: it is surely still
  // ours.
  is_owner_ = false;
  return unlink(PathOf(name_).c_str()) == 0;
}

bool ShmRegion::Map(size_t alignment) {
  // Reserve enough to find an aligned start in it, put the segment there, give the rest back.
  const size_t reserved = bytes_ + alignment;
  void* area =
      mmap(nullptr, reserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (area == MAP_FAILED) {
    return false;
  }
  uint8_t* begin = static_cast<uint8_t*>(area);
  const size_t before = (alignment - reinterpret_cast<uintptr_t>(begin) % alignment) % alignment;
  void* data = mmap(begin + before, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd_, 0);
  if (data == MAP_FAILED) {
    munmap(area, reserved);
    return false;
  }
  const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  const auto whole_pages = [page](size_t bytes) { return (bytes + page - 1) / page * page; };
  const size_t used = before + whole_pages(bytes_);
  if (before > 0) {
    munmap(begin, before);
  }
  if (whole_pages(reserved) > used) {
    munmap(begin + used, whole_pages(reserved) - used);
  }
  data_ = static_cast<uint8_t*>(data);
  return true;
}

void ShmRegion::Reset() {
  if (data_ != nullptr) {
    munmap(data_, bytes_);
    data_ = nullptr;
  }
  if (is_temporary_) {
    unlink(PathOf(name_).c_str());
    is_temporary_ = false;
  }
  if (fd_ >= 0) {
    close(fd_);
    fd_ = -1;
  }
  bytes_ = 0;
  is_owner_ = false;
}

}  // namespace handoff::platform
