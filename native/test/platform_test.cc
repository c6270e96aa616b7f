// SPDX-License-Identifier: MIT
/// Doorbell, ShmRegion, sweeping and ProcessWatch.
#include <doctest/doctest.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <memory>
#include <thread>

#include "native/platform/doorbell.h"
#include "native/platform/process_handle.h"
#include "native/platform/process_watch.h"
#include "native/platform/shm_region.h"
#include "native/platform/sweep.h"
#include "native/test/child_process.h"

namespace handoff::test {

using platform::Doorbell;
using platform::ProcessWatch;
using platform::ShmRegion;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

std::string NewSegmentName() {
  static int count = 0;
  return "handoff-test-" + std::to_string(getpid()) + "-" + std::to_string(count++);
}

bool Exists(const std::string& name) {
  struct stat status;
  return stat(("/dev/shm/" + name).c_str(), &status) == 0;
}

double CpuSeconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/// Signals that come all the time, as those of ended children may, and end system calls.
class Signals {
 public:
  Signals() {
    struct sigaction action = {};
    action.sa_handler = [](int) {};
    sigaction(SIGALRM, &action, &before_);
    const itimerval often = {{0, 1000}, {0, 1000}};
    setitimer(ITIMER_REAL, &often, nullptr);
  }
  ~Signals() {
    const itimerval never = {};
    setitimer(ITIMER_REAL, &never, nullptr);
    sigaction(SIGALRM, &before_, nullptr);
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

 private:
  struct sigaction before_ = {};
};

/// While it lives, no file can be opened.
class NoFiles {
 public:
  NoFiles() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit none = {0, before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoFiles() {
    setrlimit(RLIMIT_NOFILE, &before_);
  }
  NoFiles(const NoFiles&) = delete;
  NoFiles& operator=(const NoFiles&) = delete;

 private:
  rlimit before_ = {};
};

}  // namespace

TEST_CASE("A watch and an alarm made where no file can be opened notice all the same, and end") {
  std::atomic<int> deaths{0};
  std::atomic<int> ticks{0};
  std::unique_ptr<ProcessWatch> watch;
  std::unique_ptr<platform::Alarm> alarm;
  {
    const NoFiles none;
    watch = std::make_unique<ProcessWatch>([&](uint32_t) { ++deaths; }, 150, [&] { ++ticks; });
    alarm = std::make_unique<platform::Alarm>();
  }
  const pid_t pid = fork();
  if (pid == 0) {
    pause();
    _exit(0);
  }
  watch->Watch(7, {static_cast<uint32_t>(pid), 0});
  while (ticks < 2) {
    std::this_thread::yield();
  }
  const auto held = platform::ProcessHandle::Open(static_cast<uint32_t>(pid));
  std::thread raiser([&alarm] {
    std::this_thread::sleep_for(milliseconds(50));
    alarm->Raise();
  });
  CHECK_FALSE(held.WaitForEnd(platform::kWaitForever, *alarm));
  raiser.join();
  CHECK(deaths == 0);
  kill(pid, SIGKILL);
  while (deaths == 0) {
    std::this_thread::yield();
  }
  waitpid(pid, nullptr, 0);
  watch = nullptr;
  CHECK(deaths == 1);
}

TEST_CASE("ShmRegion: a large segment is made whole although signals come all the time") {
  constexpr size_t kBytes = 96 * 1024 * 1024;
  const Signals signals;
  const ShmRegion region = ShmRegion::Create(kBytes);
  REQUIRE(region.IsOpen());
  struct stat status = {};
  REQUIRE(stat(("/dev/shm/" + region.name()).c_str(), &status) == 0);
  CHECK(static_cast<size_t>(status.st_blocks) * 512 >= kBytes);
}

TEST_CASE("Doorbell: a ring between Read and Wait is not lost; timeouts are kept") {
  Doorbell bell = {};
  const uint32_t seen = bell.Read();
  bell.Ring();
  CHECK(bell.Wait(seen, platform::kWaitForever));
  const auto start = Clock::now();
  CHECK_FALSE(bell.Wait(bell.Read(), 30));
  CHECK(Clock::now() - start >= milliseconds(30));
  CHECK_FALSE(bell.Wait(bell.Read(), 0));
}

TEST_CASE("Doorbell: twenty thousand handoffs between two threads, none lost") {
  Doorbell there = {};
  Doorbell back = {};
  std::atomic<uint32_t> count{0};
  constexpr uint32_t kRounds = 20'000;
  std::thread partner([&] {
    uint32_t seen = 0;
    for (uint32_t i = 0; i < kRounds; ++i) {
      while (there.Read() == seen) {
        there.Wait(seen, platform::kWaitForever);
      }
      seen += 1;
      count.fetch_add(1, std::memory_order_relaxed);
      back.Ring();
    }
  });
  uint32_t seen = 0;
  for (uint32_t i = 0; i < kRounds; ++i) {
    there.Ring();
    while (back.Read() == seen) {
      back.Wait(seen, platform::kWaitForever);
    }
    seen += 1;
  }
  partner.join();
  CHECK(count == kRounds);
}

TEST_CASE("Doorbell: a waiting thread uses no processor") {
  Doorbell bell = {};
  const double before = CpuSeconds();
  std::thread waiter([&] { bell.Wait(0, platform::kWaitForever); });
  std::this_thread::sleep_for(milliseconds(300));
  const double used = CpuSeconds() - before;
  bell.Ring();
  waiter.join();
  CHECK(used < 0.1);
}

TEST_CASE("ShmRegion: a name appears in one step, is one segment for all, and goes with Unlink") {
  const std::string name = NewSegmentName();
  ShmRegion made = ShmRegion::Create(10'000, platform::kMapAlignmentMax);
  REQUIRE(made.IsOpen());
  CHECK(reinterpret_cast<uintptr_t>(made.data()) % platform::kMapAlignmentMax == 0);
  CHECK(made.data()[9'999] == 0);
  CHECK_FALSE(Exists(name));
  const std::string temporary = made.name();
  CHECK(Exists(temporary));
  made.data()[0] = 42;
  CHECK(made.Publish(name) == 0);
  CHECK_FALSE(Exists(temporary));
  ShmRegion opened = ShmRegion::Open(name, 10'000);
  REQUIRE(opened.IsOpen());
  CHECK(opened.bytes() == 10'000);
  CHECK(opened.data() != made.data());
  CHECK(opened.data()[0] == 42);
  ShmRegion second = ShmRegion::Create(4096);
  CHECK(second.Publish(name) == EEXIST);
  CHECK_FALSE(ShmRegion::Open(name, 10'001).IsOpen());
  CHECK(errno == EINVAL);
  made.Unlink();
  CHECK_FALSE(Exists(name));
  CHECK_FALSE(ShmRegion::Open(name, 1).IsOpen());
  CHECK(errno == ENOENT);
  CHECK(opened.data()[0] == 42);  // Memory stays until the last unmap.
}

TEST_CASE("ShmRegion: one that was never published leaves nothing") {
  std::string temporary;
  {
    ShmRegion region = ShmRegion::Create(4096);
    temporary = region.name();
    ShmRegion moved = std::move(region);
    CHECK_FALSE(region.IsOpen());
    CHECK(Exists(temporary));
  }
  CHECK_FALSE(Exists(temporary));
}

TEST_CASE(
    "ShmRegion: the descriptor does not survive exec, and the last one out removes the name") {
  const std::string name = NewSegmentName();
  auto made = std::make_unique<ShmRegion>(ShmRegion::Create(4096));
  REQUIRE(made->Publish(name) == 0);
  ShmRegion other = ShmRegion::Open(name, 1);
  CHECK_FALSE(other.UnlinkIfLast());
  other = ShmRegion::Open(name, 1);
  made.reset();  // Neither unlinked: as if its maker had died.
  CHECK(Exists(name));
  Child child("child: waits", "");
  CHECK(child.Hear() == 'r');
  CHECK(other.UnlinkIfLast());
  CHECK_FALSE(Exists(name));
}

TEST_CASE("child: waits" * doctest::skip()) {
  const Parent parent;
  parent.Say('r');
  parent.Hear();
}

TEST_CASE("child: holds a segment" * doctest::skip()) {
  const Parent parent;
  ShmRegion published = ShmRegion::Create(4096);
  ShmRegion unpublished = ShmRegion::Create(4096);
  parent.Say(published.Publish(parent.Argument()) == 0 ? 'r' : 'f');
  parent.Hear();
}

TEST_CASE("Sweep: what a killed process left goes, what a living one uses stays") {
  const std::string mine = NewSegmentName();
  const std::string its = NewSegmentName();
  ShmRegion living = ShmRegion::Create(4096);
  REQUIRE(living.Publish(mine) == 0);
  Child child("child: holds a segment", its);
  REQUIRE(child.Hear() == 'r');
  const std::string temporary = "handoff-tmp-" + std::to_string(child.pid());
  platform::SweepSegments();
  CHECK(Exists(mine));
  CHECK(Exists(its));
  CHECK(platform::SegmentNames(temporary).size() == 1);
  child.Kill();
  CHECK(platform::SweepSegments() >= 2);
  CHECK(Exists(mine));
  CHECK_FALSE(Exists(its));
  CHECK(platform::SegmentNames(temporary).empty());
  CHECK(platform::SegmentNames("handoff-test-").size() >= 1);
  living.Unlink();
}

TEST_CASE("Sweep: an orphan does not keep its name from the next") {
  const std::string name = NewSegmentName();
  {
    ShmRegion orphan = ShmRegion::Create(4096);
    REQUIRE(orphan.Publish(name) == 0);
  }
  REQUIRE(Exists(name));
  ShmRegion next = ShmRegion::Create(4096);
  CHECK(next.Publish(name) == 0);
  next.Unlink();
}

TEST_CASE("Sweep: makers, openers and sweepers at once") {
  std::atomic<bool> is_over{false};
  std::thread sweeper([&] {
    while (!is_over) {
      platform::SweepSegments();
    }
  });
  uint32_t made = 0;
  for (int i = 0; i < 300; ++i) {
    const std::string name = NewSegmentName();
    ShmRegion region = ShmRegion::Create(4096);
    const bool is_there =
        region.IsOpen() && region.Publish(name) == 0 && ShmRegion::Open(name, 1).IsOpen();
    made += is_there ? 1 : 0;
    region.Unlink();
  }
  is_over = true;
  sweeper.join();
  CHECK(made == 300);
}

TEST_CASE("ProcessWatch: notices a kill at once, tells who, and ticks only when asked") {
  std::atomic<uint32_t> died{0};
  std::atomic<uint32_t> ticks{0};
  Doorbell bell = {};
  ProcessWatch watch(
      [&](uint32_t key) {
        died = key;
        bell.Ring();
      },
      0, [&] { ticks.fetch_add(1); });
  Child child("child: waits", "");
  REQUIRE(child.Hear() == 'r');
  const platform::ProcessId id = {static_cast<uint32_t>(child.pid()),
                                  platform::ProcessStartTime(static_cast<uint32_t>(child.pid()))};
  CHECK(platform::IsAlive(id));
  CHECK(platform::IsAlive(platform::ThisProcess()));
  CHECK_FALSE(platform::IsAlive({id.pid, id.start_time + 1}));
  watch.Watch(7, id);
  CHECK_FALSE(bell.Wait(0, 50));
  const auto start = Clock::now();
  kill(child.pid(), SIGKILL);
  CHECK(bell.Wait(0, 1000));
  CHECK(Clock::now() - start < milliseconds(500));
  CHECK(died == 7);
  CHECK_FALSE(platform::IsAlive(id));  // A zombie by now.
  child.Kill();
  // One that is gone when the watch begins, and a reused pid, are deaths as well.
  const uint32_t seen = bell.Read();
  watch.Watch(8, id);
  CHECK(bell.Wait(seen, 1000));
  CHECK(died == 8);
  const uint32_t next = bell.Read();
  watch.Watch(9, {static_cast<uint32_t>(getpid()), 1});
  CHECK(bell.Wait(next, 1000));
  CHECK(died == 9);
  CHECK(ticks == 0);
  watch.SetTick(5);
  while (ticks < 3) {
    std::this_thread::yield();
  }
}

}  // namespace handoff::test
