// SPDX-License-Identifier: MIT
/// The zstd medium against the stock decoder, and against damage.
#include <thread>

#include "native/media/seek_table.h"
#include "native/test/broker_rig.h"

namespace handoff::test {

using media::Codec;
using media::MediumOptions;
using media::OpenError;
using media::Outcome;
using media::ReadMedium;
using media::WriteMedium;

namespace {

std::vector<uint8_t> SomeBytes(size_t bytes, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<uint8_t> data(bytes);
  for (size_t i = 0; i < bytes; ++i) {
    data[i] = i % 3 == 0 ? static_cast<uint8_t>(random()) : static_cast<uint8_t>(i >> 10);
  }
  return data;
}

/// Writes frames of the given sizes.
void WriteFrames(const std::string& path, int level, const std::vector<uint8_t>& data,
                 const std::vector<uint32_t>& sizes) {
  MediumOptions options;
  options.codec = Codec::kZstd;
  options.level = level;
  options.path = path;
  std::vector<uint64_t> chunks(media::kChunkCountMax);
  OpenError error;
  auto medium = WriteMedium::Open(options, nullptr, chunks.data(), &error);
  REQUIRE(medium != nullptr);
  auto encoder = medium->NewEncoder();
  uint64_t order = 0;
  size_t at = 0;
  for (const uint32_t size : sizes) {
    medium->Encode(encoder.get(), data.data() + at, size);
    REQUIRE(medium->Append(++order, -1, encoder.get(), data.data() + at, size).code == 0);
    at += size;
  }
  REQUIRE(at == data.size());
  REQUIRE(medium->Finish(++order).code == 0);
  medium->Published();
}

std::unique_ptr<ReadMedium> OpenZstd(const std::string& path, OpenError* error) {
  MediumOptions options;
  options.codec = Codec::kZstd;
  options.path = path;
  options.threads = 2;
  return ReadMedium::Open(options, error);
}

std::vector<uint32_t> RandomSizes(size_t total, std::mt19937* random) {
  std::vector<uint32_t> sizes;
  while (total > 0) {
    const uint32_t size =
        static_cast<uint32_t>(std::min<size_t>(total, 512 * (1 + (*random)() % 512)));
    sizes.push_back(size);
    total -= size;
  }
  return sizes;
}

}  // namespace

TEST_CASE("The stock zstd decodes every level to the stream") {
  for (const int level : {1, 3, 9, 19}) {
    TempFolder folder;
    const std::vector<uint8_t> data = SomeBytes(3 << 20, 1);
    WriteFrames(folder.File("m"), level, data, std::vector<uint32_t>(3, 1 << 20));
    const std::string command =
        "zstd -d -q -c " + folder.File("m.partial") + " > " + folder.File("out");
    REQUIRE(std::system(command.c_str()) == 0);
    CHECK(BytesOfFile(folder.File("out")) == data);
    const std::string test = "zstd -t -q " + folder.File("m.partial");
    CHECK(std::system(test.c_str()) == 0);
  }
}

TEST_CASE("An empty stream is a file that zstd takes") {
  TempFolder folder;
  WriteFrames(folder.File("m"), 1, {}, {});
  const std::string command =
      "zstd -d -q -c " + folder.File("m.partial") + " > " + folder.File("out");
  CHECK(std::system(command.c_str()) == 0);
  CHECK(std::filesystem::file_size(folder.File("out")) == 0);
  OpenError error;
  auto medium = OpenZstd(folder.File("m.partial"), &error);
  REQUIRE(medium != nullptr);
  uint8_t byte = 0;
  CHECK(medium->Read(0, 0, &byte, 1).code == vdi::ERROR_HANDLE_EOF);
}

TEST_CASE("Any read at any position gives the stream's bytes") {
  const uint32_t seed = std::random_device()();
  INFO("seed ", seed);
  std::mt19937 random(seed);
  TempFolder folder;
  const std::vector<uint8_t> data = SomeBytes(8 << 20, seed);
  WriteFrames(folder.File("m"), 1, data, RandomSizes(data.size(), &random));
  OpenError error;
  auto medium = OpenZstd(folder.File("m.partial"), &error);
  REQUIRE(medium != nullptr);
  REQUIRE(medium->plain_bytes() == data.size());
  std::vector<uint8_t> out(1 << 20);
  for (int round = 0; round < 300; ++round) {
    const size_t at = random() % data.size();
    const uint32_t size = 1 + random() % static_cast<uint32_t>(out.size());
    const size_t expected = std::min<size_t>(size, data.size() - at);
    const Outcome outcome = medium->Read(round % 2, at, out.data(), size);
    REQUIRE(outcome.bytes == expected);
    REQUIRE(outcome.code == (expected < size ? vdi::ERROR_HANDLE_EOF : 0));
    REQUIRE(std::memcmp(out.data(), data.data() + at, expected) == 0);
  }
}

TEST_CASE("Two threads read in turns, in order, in pieces smaller than a frame") {
  TempFolder folder;
  const std::vector<uint8_t> data = SomeBytes(16 << 20, 4);
  WriteFrames(folder.File("m"), 1, data, std::vector<uint32_t>(16, 1 << 20));
  OpenError error;
  auto medium = OpenZstd(folder.File("m.partial"), &error);
  REQUIRE(medium != nullptr);
  std::vector<uint8_t> out(data.size());
  std::atomic<uint64_t> next{0};
  std::atomic<uint32_t> failures{0};
  const auto read = [&](uint32_t worker) {
    constexpr uint32_t kPiece = 192 * 1024;
    for (uint64_t at = next.fetch_add(kPiece); at < data.size(); at = next.fetch_add(kPiece)) {
      const uint32_t size = static_cast<uint32_t>(std::min<uint64_t>(kPiece, data.size() - at));
      failures += medium->Read(worker, at, out.data() + at, size).code != 0 ? 1 : 0;
    }
  };
  std::thread other(read, 1);
  read(0);
  other.join();
  CHECK(failures == 0);
  CHECK(out == data);
}

TEST_CASE("Damaged frames are refused, whole ones around them still read") {
  TempFolder folder;
  const std::string path = folder.File("m.partial");
  const std::vector<uint8_t> data = SomeBytes(4 << 20, 5);
  WriteFrames(folder.File("m"), 1, data, std::vector<uint32_t>(4, 1 << 20));
  media::SeekTable table;
  { REQUIRE(table.Load(platform::File::OpenToRead(path)) == 0); }
  REQUIRE(table.frame_count() == 4);
  const media::FramePlace frame = table.At(2);
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(frame.stored_at + frame.stored / 2));
    file.write("damaged", 7);
  }
  OpenError error;
  auto medium = OpenZstd(path, &error);
  REQUIRE(medium != nullptr);
  std::vector<uint8_t> out(1 << 20);
  CHECK(medium->Read(0, 1 << 20, out.data(), 1 << 20).code == 0);
  CHECK(medium->Read(0, 2 << 20, out.data(), 1 << 20).code == vdi::ERROR_READ_FAULT);
  CHECK(medium->Read(0, (2 << 20) + 512, out.data(), 4096).code == vdi::ERROR_READ_FAULT);
  CHECK(medium->Read(0, 3 << 20, out.data(), 1 << 20).code == 0);
  CHECK(std::memcmp(out.data(), data.data() + (3 << 20), 1 << 20) == 0);
}

TEST_CASE("Files that are cut, without table or with a foolish one are refused, never misread") {
  TempFolder folder;
  const std::string path = folder.File("m.partial");
  const std::vector<uint8_t> data = SomeBytes(1 << 20, 6);
  WriteFrames(folder.File("m"), 1, data, std::vector<uint32_t>(4, 256 * 1024));
  const std::vector<uint8_t> whole = BytesOfFile(path);
  OpenError error;
  const auto opens = [&](const std::vector<uint8_t>& bytes) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    return OpenZstd(path, &error) != nullptr;
  };
  CHECK(opens(whole));
  for (const size_t cut : {size_t{1}, size_t{9}, size_t{20}, whole.size() / 2, whole.size()}) {
    CHECK_FALSE(opens({whole.begin(), whole.end() - static_cast<std::ptrdiff_t>(cut)}));
    CHECK(error.os_error == ENODATA);
  }
  std::vector<uint8_t> foolish = whole;
  foolish[foolish.size() - 9] = 0xFF;  // frames
  CHECK_FALSE(opens(foolish));
  CHECK(error.os_error == EBADMSG);
  foolish = whole;
  foolish[foolish.size() - 9 - 12 + 7] = 0x7F;  // plain bytes of the last frame
  CHECK_FALSE(opens(foolish));
  CHECK(error.os_error == EFBIG);
  foolish = whole;
  foolish[foolish.size() - 9 - 12] ^= 0x55;  // stored bytes of the last frame
  CHECK_FALSE(opens(foolish));
  CHECK(error.os_error == EBADMSG);
  const uint32_t seed = std::random_device()();
  INFO("seed ", seed);
  std::mt19937 random(seed);
  std::vector<uint8_t> out(256 * 1024);
  for (int round = 0; round < 200; ++round) {
    std::vector<uint8_t> damaged = whole;
    for (int i = 0; i < 3; ++i) {
      damaged[random() % damaged.size()] = static_cast<uint8_t>(random());
    }
    if (opens(damaged)) {
      auto medium = OpenZstd(path, &error);
      for (uint64_t at = 0; at < medium->plain_bytes() && at < (2 << 20); at += 256 * 1024) {
        const Outcome outcome = medium->Read(0, at, out.data(), 256 * 1024);
        const bool is_right =
            outcome.code != 0 || (at + outcome.bytes <= data.size() &&
                                  std::memcmp(out.data(), data.data() + at, outcome.bytes) == 0);
        REQUIRE(is_right);
      }
    }
  }
}

}  // namespace handoff::test
