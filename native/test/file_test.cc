// SPDX-License-Identifier: MIT
/// Files and processes of the platform layer: the same promises on every system.
#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string>
#include <thread>

#include "native/platform/deadline.h"
#include "native/platform/file.h"
#include "native/platform/process_handle.h"
#include "native/platform/process_watch.h"
#include "native/platform/random.h"

namespace handoff::test {

using platform::File;

namespace {

/// A folder of its own that goes with the test.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("handoff-file-" + std::to_string(platform::RandomNumber()))) {
    std::filesystem::create_directory(path_);
  }
  ~Folder() {
    std::filesystem::remove_all(path_);
  }
  std::string At(const std::string& name) const {
    return (path_ / name).string();
  }
  std::string path() const {
    return path_.string();
  }

 private:
  std::filesystem::path path_;
};

/// Makes a file that holds this text, durably.
void Write(const std::string& path, const std::string& text) {
  const File file = File::OpenToReplace(path);
  REQUIRE(file.IsOpen());
  REQUIRE(file.WriteAt(text.data(), text.size(), 0) == static_cast<int64_t>(text.size()));
  REQUIRE(file.Sync());
}

std::string Read(const std::string& path) {
  uint64_t bytes = 0;
  const File file = File::OpenPlain(path, &bytes);
  REQUIRE(file.IsOpen());
  std::string text(bytes + 1, '\0');
  const int64_t got = platform::ReadFully(file, text.data(), text.size(), 0);
  text.resize(static_cast<size_t>(got));
  return text;
}

/// Takes `each` bytes at a time, `bytes` in all.
struct Taker {
  int64_t each;
  mutable size_t bytes;
  int64_t Append(const void*, size_t size) const {
    const auto put = std::min({static_cast<size_t>(each), size, bytes});
    bytes -= put;
    return static_cast<int64_t>(put);
  }
};

}  // namespace

TEST_CASE("What takes less is given the rest, and what takes nothing is an error") {
  const char text[] = "twelve bytes";
  CHECK(platform::AppendFully(Taker{5, 100}, text, 12) == 0);
  CHECK(platform::AppendFully(Taker{5, 7}, text, 12) == EIO);
  CHECK(platform::AppendFully(Taker{0, 7}, text, 12) == EIO);
}

TEST_CASE("A continued file keeps what is in it and lets nobody else write") {
  const Folder folder;
  const std::string path = folder.At("medium");
  Write(path, "0123456789");
  File file = File::OpenToContinue(path);
  REQUIRE(file.IsOpen());
  CHECK_FALSE(File::OpenToContinue(path).IsOpen());
  CHECK(errno == EBUSY);
  CHECK_FALSE(File::OpenToReplace(path).IsOpen());
  CHECK(Read(path) == "0123456789");
  REQUIRE(file.Resize(4));
  REQUIRE(file.WriteAt("xy", 2, 4) == 2);
  file.WaitForWriteback(0, 6);
  REQUIRE(file.Sync());
  CHECK(Read(path) == "0123xy");
  file = File();
  CHECK(File::OpenToContinue(path).IsOpen());
}

TEST_CASE("A file that is being written can be renamed, over another one only if that is wanted") {
  const Folder folder;
  Write(folder.At("old"), "old");
  const File file = File::OpenToContinue(folder.At("new.partial"));
  REQUIRE(file.WriteAt("new", 3, 0) == 3);
  CHECK_FALSE(platform::Rename(folder.At("new.partial"), folder.At("old"), false));
  CHECK(errno == EEXIST);
  CHECK(Read(folder.At("old")) == "old");
  REQUIRE(platform::Rename(folder.At("new.partial"), folder.At("old"), true));
  CHECK(Read(folder.At("old")) == "new");
  CHECK_FALSE(platform::Exists(folder.At("new.partial")));
}

TEST_CASE("What is no plain file is refused by its kind") {
  const Folder folder;
  uint64_t bytes = 0;
  CHECK_FALSE(File::OpenPlain(folder.path(), &bytes).IsOpen());
  CHECK(errno == EISDIR);
  CHECK_FALSE(File::OpenPlain(folder.At("none"), &bytes).IsOpen());
  CHECK(errno == ENOENT);
}

TEST_CASE("A process is waited for until it ends, the time is over or the alarm goes off") {
  platform::Alarm alarm;
  const auto self = platform::ProcessHandle::Open(platform::ThisProcess().pid);
  REQUIRE(self.IsOpen());
  CHECK_FALSE(self.WaitForEnd(0, alarm));
  std::thread raiser([&alarm] { alarm.Raise(); });
  CHECK_FALSE(self.WaitForEnd(platform::kWaitForever, alarm));
  raiser.join();
  CHECK(alarm.IsRaised());
}

}  // namespace handoff::test
