// SPDX-License-Identifier: MIT
/// Media without processes around them: order, locks, full disks, death, reading, checking.
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "native/media/verify.h"
#include "native/test/broker_rig.h"

namespace handoff::test {

using media::Codec;
using media::MediumOptions;
using media::OpenError;
using media::Outcome;
using media::Progress;
using media::ReadMedium;
using media::WriteMedium;

namespace {

/// Bytes that compress to about half.
std::vector<uint8_t> SomeBytes(size_t bytes, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<uint8_t> data(bytes);
  for (size_t i = 0; i < bytes; ++i) {
    data[i] = i % 2 == 0 ? static_cast<uint8_t>(random()) : static_cast<uint8_t>(i >> 9);
  }
  return data;
}

MediumOptions OptionsOf(Codec codec, const std::string& path) {
  MediumOptions options;
  options.codec = codec;
  options.path = path;
  return options;
}

class Writing {
 public:
  explicit Writing(const MediumOptions& options, const Progress* resume = nullptr)
      : chunks(media::kChunkCountMax) {
    medium = WriteMedium::Open(options, resume, chunks.data(), &error);
    encoder = medium != nullptr ? medium->NewEncoder() : nullptr;
  }
  Outcome Append(uint64_t order, const uint8_t* data, uint32_t size, int64_t position = -1) {
    medium->Encode(encoder.get(), data, size);
    return medium->Append(order, position, encoder.get(), data, size);
  }

  std::vector<uint64_t> chunks;
  OpenError error;
  std::unique_ptr<WriteMedium> medium;
  std::unique_ptr<media::Encoder> encoder;
};

/// Writes `data` in buffers of `step` and finishes. @return summary
broker::MediumSummary WriteAll(const MediumOptions& options, const std::vector<uint8_t>& data,
                               uint32_t step) {
  Writing writing(options);
  REQUIRE(writing.medium != nullptr);
  uint64_t order = 0;
  for (size_t at = 0; at < data.size(); at += step) {
    const uint32_t size = static_cast<uint32_t>(std::min<size_t>(step, data.size() - at));
    const Outcome outcome =
        writing.Append(++order, data.data() + at, size, static_cast<int64_t>(at));
    REQUIRE(outcome.code == 0);
    REQUIRE(outcome.bytes == size);
  }
  REQUIRE(writing.medium->Flush(++order).code == 0);
  REQUIRE(writing.medium->Finish(++order).code == 0);
  writing.medium->Published();
  return broker::SummaryOf(writing.medium->progress(), writing.chunks.data());
}

std::string HashOf(const std::vector<uint8_t>& data) {
  media::Xxh3 hash;
  hash.Reset();
  hash.Update(data.data(), data.size());
  return media::Hex(hash.Digest128());
}

}  // namespace

TEST_CASE("Every medium refuses a gap and a step back in order, and a wrong position, for good") {
  for (const Codec codec : {Codec::kNone, Codec::kZstd, Codec::kNull}) {
    for (const uint64_t wrong : {uint64_t{1}, uint64_t{3}, uint64_t{0}}) {
      TempFolder folder;
      const std::vector<uint8_t> data = SomeBytes(65536, 1);
      Writing writing(OptionsOf(codec, folder.File("m")));
      REQUIRE(writing.medium != nullptr);
      REQUIRE(writing.Append(1, data.data(), 4096).code == 0);
      CHECK(writing.Append(wrong, data.data(), 4096).code == vdi::ERROR_WRITE_FAULT);
      CHECK(writing.Append(2, data.data(), 4096).code == vdi::ERROR_WRITE_FAULT);
      CHECK(writing.medium->Finish(3).code != 0);
      CHECK(writing.medium->progress().plain_bytes == 4096);
    }
    TempFolder folder;
    const std::vector<uint8_t> data = SomeBytes(65536, 1);
    Writing writing(OptionsOf(codec, folder.File("m")));
    REQUIRE(writing.Append(1, data.data(), 4096, 0).code == 0);
    CHECK(writing.Append(2, data.data(), 4096, 8192).code == vdi::ERROR_WRITE_FAULT);
  }
}

TEST_CASE("A plain file is what was written, with the hashes that xxhsum gives") {
  TempFolder folder;
  const std::vector<uint8_t> data = SomeBytes(40 * 1000 * 1000, 2);
  const broker::MediumSummary summary =
      WriteAll(OptionsOf(Codec::kNone, folder.File("m")), data, 1 << 20);
  CHECK(BytesOfFile(folder.File("m.partial")) == data);
  CHECK(summary.plain_xxh3 == HashOf(data));
  CHECK(summary.stored_xxh3 == summary.plain_xxh3);
  REQUIRE(summary.chunks.size() == 3);
  CHECK(summary.chunks[0] == media::Xxh3Of(data.data(), 16 << 20));
  CHECK(summary.chunks[2] == media::Xxh3Of(data.data() + (32 << 20), data.size() - (32 << 20)));
  const media::VerifyResult good =
      media::VerifyMedium(folder.File("m.partial"), media::kChunkBytes, summary.chunks, 2);
  CHECK(good.bad_chunk == -1);
  CHECK(good.bytes == data.size());
}

TEST_CASE("A check names the first altered, missing or added chunk") {
  TempFolder folder;
  const std::string path = folder.File("m.partial");
  const std::vector<uint8_t> data = SomeBytes(40 * 1000 * 1000, 3);
  const broker::MediumSummary summary =
      WriteAll(OptionsOf(Codec::kNone, folder.File("m")), data, 1 << 20);
  const auto bad_chunk = [&] {
    return media::VerifyMedium(path, media::kChunkBytes, summary.chunks, 3).bad_chunk;
  };
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(20 << 20);
    file.put(static_cast<char>(~data[20 << 20]));
  }
  CHECK(bad_chunk() == 1);
  std::filesystem::resize_file(path, 10 << 20);
  CHECK(bad_chunk() == 0);
  std::filesystem::resize_file(path, 0);
  CHECK(bad_chunk() == 0);
  WriteAll(OptionsOf(Codec::kNone, folder.File("m")), data, 1 << 20);
  std::filesystem::resize_file(path, 32 << 20);
  CHECK(bad_chunk() == 2);
  WriteAll(OptionsOf(Codec::kNone, folder.File("m")), data, 1 << 20);
  std::filesystem::resize_file(path, 60 << 20);
  CHECK(bad_chunk() == 2);
  CHECK(media::VerifyMedium(folder.File("none"), 1, {}, 1).os_error == ENOENT);
}

TEST_CASE("Reading a plain file goes by position and says where it ends") {
  TempFolder folder;
  const std::vector<uint8_t> data = SomeBytes(300000, 4);
  WriteAll(OptionsOf(Codec::kNone, folder.File("m")), data, 65536);
  OpenError error;
  auto medium = ReadMedium::Open(OptionsOf(Codec::kNone, folder.File("m.partial")), &error);
  REQUIRE(medium != nullptr);
  CHECK(medium->plain_bytes() == data.size());
  std::vector<uint8_t> out(65536);
  Outcome outcome = medium->Read(0, 100, out.data(), 65536);
  CHECK(outcome.code == 0);
  CHECK(std::memcmp(out.data(), data.data() + 100, 65536) == 0);
  outcome = medium->Read(0, 299000, out.data(), 65536);
  CHECK(outcome.code == vdi::ERROR_HANDLE_EOF);
  CHECK(outcome.bytes == 1000);
  outcome = medium->Read(0, 400000, out.data(), 65536);
  CHECK(outcome.code == vdi::ERROR_HANDLE_EOF);
  CHECK(outcome.bytes == 0);
  CHECK(ReadMedium::Open(OptionsOf(Codec::kNone, folder.File("no")), &error) == nullptr);
  CHECK(error.os_error == ENOENT);
  CHECK(ReadMedium::Open(OptionsOf(Codec::kNone, folder.File("")), &error) == nullptr);
  CHECK(error.os_error == EISDIR);
}

TEST_CASE("A second writer of the same file is refused, a stale file is reused") {
  for (const Codec codec : {Codec::kNone, Codec::kZstd}) {
    TempFolder folder;
    const MediumOptions options = OptionsOf(codec, folder.File("m"));
    const std::vector<uint8_t> data = SomeBytes(65536, 5);
    {
      Writing first(options);
      REQUIRE(first.medium != nullptr);
      REQUIRE(first.Append(1, data.data(), 65536).code == 0);
      Writing second(options);
      CHECK(second.medium == nullptr);
      CHECK(second.error.os_error == EBUSY);
      CHECK(second.error.path == folder.File("m.partial"));
    }
    Writing third(options);
    REQUIRE(third.medium != nullptr);
    CHECK(std::filesystem::file_size(folder.File("m.partial")) == 0);
    third.medium->Remove();
    CHECK(std::filesystem::is_empty(folder.File("")));
  }
  Writing nowhere(OptionsOf(Codec::kNone, "/nowhere/m"));
  CHECK(nowhere.medium == nullptr);
  CHECK(nowhere.error.os_error == ENOENT);
}

namespace {

/// Appends 64 KiB buffers until it fails, in a process of its own. @return the code.
uint32_t FillUp(const MediumOptions& options, rlim_t limit) {
  const pid_t pid = fork();
  if (pid == 0) {
    if (limit > 0) {
      signal(SIGXFSZ, SIG_IGN);
      const rlimit limits = {limit, limit};
      setrlimit(RLIMIT_FSIZE, &limits);
    }
    const std::vector<uint8_t> data = SomeBytes(65536, 6);
    std::vector<uint64_t> chunks(media::kChunkCountMax);
    OpenError error;
    auto medium = WriteMedium::Open(options, nullptr, chunks.data(), &error);
    uint32_t code = 0;
    uint64_t order = 0;
    auto encoder = medium->NewEncoder();
    while (code == 0 && order < 1000) {
      medium->Encode(encoder.get(), data.data(), 65536);
      code = medium->Append(++order, -1, encoder.get(), data.data(), 65536).code;
    }
    const bool is_prefix = medium->progress().plain_bytes == (order - 1) * 65536;
    const bool stays =
        medium->Append(order + 1, -1, encoder.get(), data.data(), 65536).code == code;
    _exit(is_prefix && stays ? static_cast<int>(code) : 255);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return static_cast<uint32_t>(WEXITSTATUS(status));
}

}  // namespace

TEST_CASE("A full medium answers ERROR_DISK_FULL and keeps a prefix of the stream") {
  for (const Codec codec : {Codec::kNone, Codec::kZstd}) {
    TempFolder folder;
    CHECK(FillUp(OptionsOf(codec, folder.File("limited")), 1 << 20) == vdi::ERROR_DISK_FULL);
    MediumOptions pretended = OptionsOf(codec, folder.File("pretended"));
    pretended.full_at = 300000;
    CHECK(FillUp(pretended, 0) == vdi::ERROR_DISK_FULL);
    CHECK(std::filesystem::file_size(folder.File("pretended.partial")) <= 300000);
    const std::string small = folder.File("small");
    std::filesystem::create_directory(small);
    if (geteuid() == 0 && mount("none", small.c_str(), "tmpfs", 0, "size=1m") == 0) {
      CHECK(FillUp(OptionsOf(codec, small + "/m"), 0) == vdi::ERROR_DISK_FULL);
      CHECK(umount(small.c_str()) == 0);
    }
  }
}

TEST_CASE("After a SIGKILL at any moment the successor's file is byte for byte the same") {
  const uint32_t seed = std::random_device()();
  INFO("seed ", seed);
  std::mt19937 random(seed);
  const std::vector<uint8_t> data = SomeBytes(20 << 20, 7);
  constexpr uint32_t kStep = 128 * 1024;
  const uint64_t buffers = data.size() / kStep;
  for (const Codec codec : {Codec::kNone, Codec::kZstd}) {
    TempFolder folder;
    const broker::MediumSummary expected =
        WriteAll(OptionsOf(codec, folder.File("whole")), data, kStep);
    struct Shared {
      std::atomic<uint64_t> published;
      Progress progress[2];
      uint64_t chunks[16];
    };
    void* memory =
        mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(memory != MAP_FAILED);
    auto* shared = static_cast<Shared*>(memory);
    media::ResetProgress(&shared->progress[0]);
    const auto write_on = [&] {
      OpenError error;
      auto medium =
          WriteMedium::Open(OptionsOf(codec, folder.File("m")),
                            &shared->progress[shared->published % 2], shared->chunks, &error);
      if (medium == nullptr) {
        _exit(3);
      }
      auto encoder = medium->NewEncoder();
      while (medium->progress().order < buffers + 1) {
        const uint64_t order = medium->progress().order + 1;
        Outcome outcome;
        if (order <= buffers) {
          const uint8_t* at = data.data() + (order - 1) * kStep;
          medium->Encode(encoder.get(), at, kStep);
          outcome = medium->Append(order, static_cast<int64_t>((order - 1) * kStep), encoder.get(),
                                   at, kStep);
        } else {
          outcome = medium->Finish(order);
        }
        if (outcome.code != 0) {
          _exit(4);
        }
        shared->progress[(shared->published + 1) % 2] = medium->progress();
        shared->published.fetch_add(1, std::memory_order_release);
        medium->Published();
      }
      _exit(0);
    };
    int kills = 0;
    for (bool is_done = false; !is_done;) {
      const pid_t pid = fork();
      if (pid == 0) {
        write_on();
      }
      if (kills < 20) {
        usleep(random() % 12000);
        kill(pid, SIGKILL);
      }
      int status = 0;
      waitpid(pid, &status, 0);
      kills += WIFSIGNALED(status) ? 1 : 0;
      is_done = !WIFSIGNALED(status);
      REQUIRE((WIFSIGNALED(status) || WEXITSTATUS(status) == 0));
    }
    MESSAGE(kills, " kills");
    CHECK(BytesOfFile(folder.File("m.partial")) == BytesOfFile(folder.File("whole.partial")));
    const broker::MediumSummary got =
        broker::SummaryOf(shared->progress[shared->published % 2], shared->chunks);
    CHECK(got.plain_xxh3 == expected.plain_xxh3);
    CHECK(got.stored_xxh3 == expected.stored_xxh3);
    CHECK(got.chunks == expected.chunks);
    CHECK_FALSE(std::filesystem::exists(folder.File("m.partial.frames")));
    munmap(memory, sizeof(Shared));
  }
}

}  // namespace handoff::test
