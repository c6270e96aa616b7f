// SPDX-License-Identifier: MIT
/// Leases under faults: secondaries that die or hang, media that fail, handles that are stale,
/// commands that are held. All in real processes.
#include "native/test/broker_rig.h"
#include "native/test/taken.h"

namespace handoff::test {

using broker::BrokerEvent;
using broker::Fault;
using broker::FaultKind;
using media::Codec;

namespace {

std::vector<std::string> FilesIn(const TempFolder& folder, uint32_t count) {
  std::vector<std::string> files;
  for (uint32_t i = 0; i < count; ++i) {
    files.push_back(folder.File("m" + std::to_string(i)));
  }
  return files;
}

/// The plain streams of a backup without faults.
std::vector<std::string> PlainStreams(const TempFolder& folder, RigOptions options) {
  options.faults.clear();
  options.codec = Codec::kNone;
  options.on_children = nullptr;
  options.files.clear();
  std::vector<std::string> streams;
  for (uint32_t i = 0; i < options.devices; ++i) {
    options.files.push_back(folder.File("plain" + std::to_string(i)));
    streams.push_back(options.files.back() + ".partial");
  }
  const RigResult result = Rig(options).Run();
  REQUIRE(result.is_ok);
  return streams;
}

}  // namespace

TEST_CASE("Stripes over several secondaries, every codec, and back") {
  for (const Codec codec : {Codec::kNone, Codec::kZstd}) {
    TempFolder folder;
    RigOptions options;
    options.devices = 3;
    options.secondaries = 2;
    options.buffers = 12;
    options.codec = codec;
    options.codec_threads = 4;
    options.bytes = 6 << 20;
    options.files = FilesIn(folder, 3);
    const RigResult backup = Rig(options).Run();
    REQUIRE(backup.is_ok);
    REQUIRE(backup.summaries.size() == 3);
    const std::vector<std::string> plain = PlainStreams(folder, options);
    for (uint32_t i = 0; i < 3; ++i) {
      CHECK(backup.summaries.at(i).stored_bytes ==
            std::filesystem::file_size(options.files[i] + ".partial"));
      CHECK(backup.summaries.at(i).plain_bytes == std::filesystem::file_size(plain[i]));
      std::filesystem::rename(options.files[i] + ".partial", options.files[i]);
    }
    options.is_backup = false;
    options.compare = plain;
    const RigResult restore = Rig(options).Run();
    CHECK(restore.is_ok);
    CHECK(restore.First(BrokerEvent::Kind::kDeviceFailed) == nullptr);
  }
}

TEST_CASE("A secondary that kills itself is replaced and the file is the same") {
  for (const Codec codec : {Codec::kNone, Codec::kZstd}) {
    TempFolder folder;
    RigOptions options;
    options.codec = codec;
    options.codec_threads = 2;
    options.files = FilesIn(folder, 1);
    const std::vector<std::string> plain = PlainStreams(folder, options);
    options.faults = {{FaultKind::kSecondaryCrash, 1},
                      {FaultKind::kSecondaryCrash, 2},
                      {FaultKind::kSecondaryCrash, 20}};
    const RigResult result = Rig(options).Run();
    CHECK(result.is_ok);
    CHECK(result.restarts >= 2);
    CHECK(result.summaries.at(0).plain_bytes == std::filesystem::file_size(plain[0]));
    std::filesystem::rename(options.files[0] + ".partial", options.files[0]);
    if (codec == Codec::kNone) {
      CHECK(BytesOfFile(options.files[0]) == BytesOfFile(plain[0]));
    }
    options.is_backup = false;
    options.compare = plain;
    options.faults = {{FaultKind::kSecondaryCrash, 3}};
    const RigResult restore = Rig(options).Run();
    CHECK(restore.is_ok);
    CHECK(restore.restarts == 1);
  }
}

TEST_CASE("A secondary killed at random moments changes nothing in the result") {
  const uint32_t seed = std::random_device()();
  INFO("seed ", seed);
  std::mt19937 random(seed);
  for (const Codec codec : {Codec::kNone, Codec::kZstd}) {
    TempFolder folder;
    RigOptions options;
    options.devices = 2;
    options.secondaries = 2;
    options.codec = codec;
    options.codec_threads = 2;
    options.bytes = 24 << 20;
    options.files = FilesIn(folder, 2);
    const std::vector<std::string> plain = PlainStreams(folder, options);
    int kills = 0;
    uint32_t ticks = 0;
    uint32_t next = 1 + random() % 20;
    options.on_children = [&](const std::vector<std::unique_ptr<RigChild>>& children) {
      if (++ticks >= next && kills < 6) {
        children[random() % children.size()]->Kill();
        ++kills;
        next = ticks + 1 + random() % 20;
      }
    };
    const RigResult backup = Rig(options).Run();
    CHECK(backup.is_ok);
    for (uint32_t i = 0; i < 2; ++i) {
      if (codec == Codec::kNone) {
        CHECK(BytesOfFile(options.files[i] + ".partial") == BytesOfFile(plain[i]));
      }
      std::filesystem::rename(options.files[i] + ".partial", options.files[i]);
    }
    options.is_backup = false;
    options.compare = plain;
    kills = 0;
    ticks = 0;
    next = 1;
    const RigResult restore = Rig(options).Run();
    CHECK(restore.is_ok);
    MESSAGE(backup.restarts, " and ", restore.restarts, " restarts");
  }
}

TEST_CASE("A secondary that hangs is found by the age of its lease and replaced") {
  TempFolder folder;
  RigOptions options;
  options.files = FilesIn(folder, 1);
  options.hang_ms = 300;
  options.faults = {{FaultKind::kSecondaryHang, 5}};
  const RigResult result = Rig(options).Run();
  CHECK(result.is_ok);
  CHECK(result.restarts == 1);
}

TEST_CASE("A medium that fails fails the backup cleanly, with the first cause") {
  struct Case {
    Fault fault;
    uint32_t code;
  };
  for (const Case& each : {Case{{FaultKind::kMediaFull, 1 << 20}, vdi::ERROR_DISK_FULL},
                           Case{{FaultKind::kMediaError, 7}, vdi::ERROR_WRITE_FAULT},
                           Case{{FaultKind::kStaleHandle, 7}, vdi::ERROR_INVALID_HANDLE}}) {
    TempFolder folder;
    RigOptions options;
    options.files = FilesIn(folder, 1);
    options.faults = {each.fault};
    const RigResult result = Rig(options).Run();
    CHECK_FALSE(result.is_ok);
    const BrokerEvent* failed = result.First(BrokerEvent::Kind::kDeviceFailed);
    REQUIRE(failed != nullptr);
    CHECK(failed->code == each.code);
    if (each.fault.kind != FaultKind::kMediaFull) {
      CHECK(failed->sequence == 7);
    }
    if (each.fault.kind == FaultKind::kStaleHandle) {
      CHECK(failed->hr == vdi::VD_E_INVALID);
    }
    CHECK(failed->text != "");
    CHECK(result.summaries.empty());
    CHECK(result.restarts == 0);
  }
}

TEST_CASE("A client that stops completing is ended by the server's timeout") {
  TempFolder folder;
  RigOptions options;
  options.files = FilesIn(folder, 1);
  options.faults = {{FaultKind::kClientTimeout, 4}};
  CHECK(Rig(options).Run().problem == "start");  // Nobody would ever end such a run.
  options.server_timeout_ms = 150;
  const RigResult result = Rig(options).Run();
  CHECK_FALSE(result.is_ok);
  CHECK(result.First(BrokerEvent::Kind::kAborted) != nullptr);
  CHECK(result.restarts == 0);
}

TEST_CASE("A medium in use is refused before the first command") {
  TempFolder folder;
  RigOptions options;
  options.files = FilesIn(folder, 1);
  std::vector<uint64_t> chunks(media::kChunkCountMax);
  media::OpenError error;
  media::MediumOptions medium;
  medium.path = options.files[0];
  const auto other = media::WriteMedium::Open(medium, nullptr, chunks.data(), &error);
  REQUIRE(other != nullptr);
  const RigResult result = Rig(options).Run();
  CHECK(result.problem == "open " + std::to_string(EBUSY) + " " + options.files[0] + ".partial");
  CHECK_FALSE(result.is_ok);
}

TEST_CASE("The trace of a backup holds every stage of every command once") {
  TempFolder folder;
  RigOptions options;
  options.files = FilesIn(folder, 1);
  options.bytes = 2 << 20;
  options.trace_name = "handoff-test-rig-trace-" + std::to_string(getpid());
  auto segment = trace::Segment::Create(options.trace_name, 16, 4096);
  REQUIRE(segment != nullptr);
  const RigResult result = Rig(options).Run();
  REQUIRE(result.is_ok);
  const std::vector<trace::Event> events = Taken(segment.get());
  CHECK(segment->Dropped() == 0);
  std::map<uint32_t, std::map<trace::EventKind, uint64_t>> commands;
  for (const trace::Event& event : events) {
    if (event.kind >= trace::EventKind::kIssued && event.kind <= trace::EventKind::kAcknowledged) {
      CHECK(commands[event.sequence].count(event.kind) == 0);
      commands[event.sequence][event.kind] = event.time_ns;
    }
  }
  uint32_t transfers = 0;
  for (auto& [sequence, stages] : commands) {
    if (stages.count(trace::EventKind::kHandleTaken) == 0) {
      continue;
    }
    ++transfers;
    CHECK(stages.size() == 8);
    uint64_t last = 0;
    for (const auto& [kind, time_ns] : stages) {
      INFO("command ", sequence, " stage ", static_cast<int>(kind));
      CHECK(time_ns >= last);
      last = time_ns;
    }
  }
  CHECK(transfers >= 32);
}

}  // namespace handoff::test
