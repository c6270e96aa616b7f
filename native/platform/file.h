// SPDX-License-Identifier: MIT
/// Files read and written at positions: databases and sinks of the embedded server, media,
/// backups that are inspected.
///
/// Threads: ReadAt from any, the rest from one thread at a time. Failures leave errno set. Paths
/// are UTF-8.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>

namespace handoff::platform {

class File {
 public:
  File() = default;
  ~File();
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  /// Not open on failure.
  static File OpenToRead(const std::string& path);
  /// Opens a plain file and tells its size and that it will be read in order. Not open on failure;
  /// EISDIR for a folder, EINVAL for what else is no file.
  static File OpenPlain(const std::string& path, uint64_t* bytes);
  /// Makes the file or takes an existing one, keeps other writers out, and empties it. Not open on
  /// failure; EWOULDBLOCK or EACCES when another process writes it.
  static File OpenToReplace(const std::string& path);
  /// Makes the file or takes an existing one, for reading too, keeps other writers out, and leaves
  /// what is in it. Not open on failure; EBUSY when another process writes it, EINVAL for what is
  /// no file.
  static File OpenToContinue(const std::string& path);

  /// Opens what is there for Append alone, a plain file or not; nobody is kept out. Not open on
  /// failure.
  static File OpenToAppend(const std::string& path);

  bool IsOpen() const;
  /// Size in bytes; `*is_regular`: a plain file, not a folder or a device.
  uint64_t Bytes(bool* is_regular) const;

  /// Up to `size` bytes. @return how many, 0 at the end, -1 with errno
  int64_t ReadAt(void* out, size_t size, uint64_t position) const;
  int64_t WriteAt(const void* from, size_t size, uint64_t position) const;
  /// Writes at the end. Of a file that was opened for that. @return how many bytes, also fewer or
  /// none; -1 with errno
  int64_t Append(const void* from, size_t size) const;
  /// Cuts or lengthens the file to so many bytes. False with errno.
  bool Resize(uint64_t bytes) const;
  /// Returns when all that was written is on the disk.
  bool Sync() const;

  /// Hints; where the system takes none, they do nothing.
  void WillReadInOrder() const;
  void StartWriteback(uint64_t position, uint64_t size) const;
  /// The same, and waits for it: Sync then has little left to do.
  void WaitForWriteback(uint64_t position, uint64_t size) const;

 private:
#ifdef _WIN32
  void* handle_ = nullptr;
#else
  int descriptor_ = -1;
#endif
};

/// Reads all of `size`. @return how many bytes: fewer only at the end; -1 with errno
inline int64_t ReadFully(const File& file, void* out, size_t size, uint64_t position) {
  size_t filled = 0;
  while (filled < size) {
    const int64_t got =
        file.ReadAt(static_cast<uint8_t*>(out) + filled, size - filled, position + filled);
    if (got < 0) {
      return -1;
    }
    if (got == 0) {
      break;
    }
    filled += static_cast<size_t>(got);
  }
  return static_cast<int64_t>(filled);
}

/// Appends all of `size` bytes. What takes nothing without saying why is an error too, or this
/// would never end. @return 0 or errno; what was written before a failure stays
template <class Target>
int AppendFully(const Target& target, const void* from, size_t size) {
  for (size_t done = 0; done < size;) {
    const int64_t put = target.Append(static_cast<const uint8_t*>(from) + done, size - done);
    if (put <= 0) {
      return put < 0 ? errno : EIO;
    }
    done += static_cast<size_t>(put);
  }
  return 0;
}

/// True when there is something of this name, a link without an end included.
bool Exists(const std::string& path);
/// Size of a plain file; 0 for anything else.
uint64_t FileBytes(const std::string& path);
/// Without `may_replace`, EEXIST when `to` is there. Windows: on the disk when it returns.
bool Rename(const std::string& from, const std::string& to, bool may_replace);
void Remove(const std::string& path);
/// Makes a rename in the file's folder last through a power failure.
bool SyncFolderOf(const std::string& file);

/// Whether an errno says that nothing more fits: on the disk, in the quota, in a file.
bool MeansFull(int error_number);

/// Name of an errno ("ENOSPC"); the number for one without a name here.
std::string ErrorName(int error_number);

/// Words for an errno.
std::string ErrorText(int error_number);

}  // namespace handoff::platform
