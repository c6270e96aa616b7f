// SPDX-License-Identifier: MIT
/// A second process for tests: this executable again, running one test case that is skipped
/// otherwise. It has no thread, lock or mapping of its parent. Both talk in single characters over
/// a socket.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

extern char** environ;

namespace handoff::test {

/// One end of the line between parent and child.
class TalkLine {
 public:
  explicit TalkLine(int fd) : fd_(fd) {}

  void Say(char word) const {
    [[maybe_unused]] const ssize_t sent = send(fd_, &word, 1, MSG_NOSIGNAL);
  }
  /// The next word; 0 when the other end is gone or says nothing for 20 s.
  char Hear() const {
    pollfd polled = {fd_, POLLIN, 0};
    char word = 0;
    if (poll(&polled, 1, 20'000) != 1 || read(fd_, &word, 1) != 1) {
      return 0;
    }
    return word;
  }
  void SayNumber(uint32_t number) const {
    [[maybe_unused]] const ssize_t sent = send(fd_, &number, sizeof(number), MSG_NOSIGNAL);
  }
  /// 0 when the other end is gone.
  uint32_t HearNumber() const {
    uint32_t number = 0;
    return recv(fd_, &number, sizeof(number), MSG_WAITALL) == sizeof(number) ? number : 0;
  }

 protected:
  int fd_;
};

class Child : public TalkLine {
 public:
  /// Runs the test case `test_case` (declared with doctest::skip) with `argument` for it.
  Child(const char* test_case, const std::string& argument) : TalkLine(-1) {
    int ends[2];
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    fd_ = ends[0];
    fcntl(ends[1], F_SETFD, 0);
    setenv("HANDOFF_TEST_ARGUMENT", argument.c_str(), 1);
    setenv("HANDOFF_TEST_LINE", std::to_string(ends[1]).c_str(), 1);
    std::string filter = std::string("--test-case=") + test_case;
    std::string no_skip = "--no-skip=true";
    std::string quiet = "--minimal=true";
    char self[] = "/proc/self/exe";
    char* arguments[] = {self, filter.data(), no_skip.data(), quiet.data(), nullptr};
    REQUIRE(posix_spawn(&pid_, self, nullptr, nullptr, arguments, environ) == 0);
    close(ends[1]);
  }
  ~Child() {
    Kill();
    close(fd_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// SIGKILL, and waits until it is gone.
  void Kill() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      Wait();
    }
  }
  /// Exit status of an orderly end; -1 for every other end.
  int Wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  pid_t pid() const {
    return pid_;
  }

 private:
  pid_t pid_ = -1;
};

/// The child's side.
class Parent : public TalkLine {
 public:
  Parent() : TalkLine(std::atoi(std::getenv("HANDOFF_TEST_LINE"))) {}

  std::string Argument() const {
    return std::getenv("HANDOFF_TEST_ARGUMENT");
  }
};

}  // namespace handoff::test
