// SPDX-License-Identifier: MIT
/// The broker end to end: embedded server, primary and secondaries in real processes.
#include "native/platform/sweep.h"
#include "native/test/broker_rig.h"

namespace handoff::test {

using broker::BrokerEvent;
using broker::Fault;
using broker::FaultKind;

TEST_CASE("child server" * doctest::skip()) {
  RunServerChild();
}

TEST_CASE("child secondary" * doctest::skip()) {
  RunSecondaryChild();
}

TEST_CASE("child primary" * doctest::skip()) {
  RunPrimaryChild();
}

namespace {

std::string HashOfFile(const std::string& path) {
  const std::vector<uint8_t> bytes = BytesOfFile(path);
  media::Xxh3 hash;
  hash.Reset();
  hash.Update(bytes.data(), bytes.size());
  return media::Hex(hash.Digest128());
}

}  // namespace

TEST_CASE("A backup of one device reaches a plain file byte for byte") {
  TempFolder folder;
  RigOptions options;
  options.files = {folder.File("a.bak")};
  const RigResult result = Rig(options).Run();
  CHECK(result.is_ok);
  CHECK(result.problem == "");
  REQUIRE(result.summaries.count(0) == 1);
  const broker::MediumSummary& summary = result.summaries.at(0);
  CHECK(summary.plain_bytes >= options.bytes);
  CHECK(summary.plain_bytes == std::filesystem::file_size(folder.File("a.bak.partial")));
  CHECK(summary.plain_xxh3 == HashOfFile(folder.File("a.bak.partial")));
  CHECK(summary.stored_xxh3 == summary.plain_xxh3);
  CHECK(result.figures.devices[0].bytes == summary.plain_bytes);
  CHECK(result.figures.p50_ns > 0);
  CHECK(result.First(BrokerEvent::Kind::kDeviceFailed) == nullptr);
}

TEST_CASE("A closed broker holds no shared memory, only the figures") {
  TempFolder folder;
  RigOptions options;
  options.devices = 2;
  options.files = {folder.File("a.bak"), folder.File("b.bak")};
  options.trace_name = "handoff-test-held-" + std::to_string(getpid());
  const auto trace = trace::Segment::Create(options.trace_name, 32, 1024);
  REQUIRE(trace != nullptr);
  // A step, so that the controller has been at work too.
  options.on_broker = [](broker::Broker* broker, vdi::VirtualDeviceSet*) {
    broker->controller()->Pause(broker::kAllStages);
    broker->controller()->Run();
  };
  const RigResult result = Rig(options).Run();
  CHECK(result.is_ok);
  CHECK(result.mapped == 1);  // The trace, by this test.
  CHECK(result.figures.devices[0].bytes + result.figures.devices[1].bytes >= options.bytes);
  CHECK(result.figures.devices[0].stored_bytes > 0);
}

TEST_CASE("A killed primary leaves no process, no file and no segment of its run") {
  for (const media::Codec codec : {media::Codec::kNone, media::Codec::kZstd}) {
    TempFolder folder;
    const std::string files = folder.File("a") + "\n" + folder.File("b");
    const std::string codec_number = std::to_string(static_cast<int>(codec));
    RigChild primary("child primary", {{"FILES", files}, {"CODEC", codec_number}});
    REQUIRE(primary.Line() == "running");
    CHECK_FALSE(std::filesystem::is_empty(folder.File("")));
    primary.Kill();
    primary.Wait();
    const uint64_t start_ns = trace::NowNs();
    while (!std::filesystem::is_empty(folder.File("")) && trace::NowNs() - start_ns < 4000000000u) {
      usleep(1000);
    }
    CHECK(std::filesystem::is_empty(folder.File("")));
    const std::string own = "handoff-rig-" + std::to_string(primary.pid()) + "-";
    const auto is_left = [&own] {
      platform::SweepSegments();
      for (const auto& entry : std::filesystem::directory_iterator("/dev/shm")) {
        if (entry.path().filename().string().find(own) == 0) {
          return true;
        }
      }
      return false;
    };
    while (is_left() && trace::NowNs() - start_ns < 4000000000u) {
      usleep(1000);
    }
    CHECK_FALSE(is_left());
  }
}

}  // namespace handoff::test
