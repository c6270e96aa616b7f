// SPDX-License-Identifier: MIT
#include "native/platform/sweep.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "native/platform/shm_region.h"

namespace handoff::platform {
namespace {

constexpr char kFolder[] = "/dev/shm";

std::string PathOf(const std::string& name) {
  return std::string(kFolder) + "/" + name;
}

}  // namespace

std::vector<std::string> SegmentNames(const std::string& prefix) {
  std::vector<std::string> names;
  DIR* folder = opendir(kFolder);
  if (folder == nullptr) {
    return names;
  }
  while (const dirent* entry = readdir(folder)) {
    if (std::strncmp(entry->d_name, prefix.c_str(), prefix.size()) == 0) {
      names.emplace_back(entry->d_name);
    }
  }
  closedir(folder);
  return names;
}

bool PeekSegment(const std::string& name, void* out, size_t bytes) {
  const int fd = open(PathOf(name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) {
    return false;
  }
  const ssize_t got = pread(fd, out, bytes, 0);
  close(fd);
  return got == static_cast<ssize_t>(bytes);
}

bool SweepSegment(const std::string& name) {
  const std::string path = PathOf(name);
  const int fd = open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) {
    return false;
  }
  // Every user holds LOCK_SH, so LOCK_EX proves that there is none. Only the holder of LOCK_EX
  // removes a name that it did not make; a file that still has a link under LOCK_EX is therefore
  // still this name's.
  struct stat status;
  const bool is_orphan =
      flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &status) == 0 && status.st_nlink > 0;
  const bool is_removed = is_orphan && unlink(path.c_str()) == 0;
  close(fd);
  return is_removed;
}

uint32_t SweepSegments() {
  uint32_t removed = 0;
  for (const std::string& name : SegmentNames(kSegmentPrefix)) {
    removed += SweepSegment(name) ? 1 : 0;
  }
  return removed;
}

}  // namespace handoff::platform
