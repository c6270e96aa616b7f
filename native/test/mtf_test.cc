// SPDX-License-Identifier: MIT
#include "native/embedded/mtf.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "native/embedded/mtf_checker.h"
#include "native/embedded/mtf_set.h"
#include "native/embedded/random.h"
#include "native/test/mtf_walk.h"

namespace handoff::embedded::mtf {
namespace {

std::vector<uint8_t> Noise(size_t size, uint64_t seed) {
  std::vector<uint8_t> bytes(size);
  Random random(seed);
  for (uint8_t& byte : bytes)
    byte = static_cast<uint8_t>(random.Next());
  return bytes;
}

TEST_CASE("a backup checksum does not depend on how the data arrive") {
  const std::vector<uint8_t> data = Noise(40'000, 1);
  BackupChecksum whole;
  whole.Add(data.data(), data.size());
  for (uint64_t seed = 0; seed < 20; ++seed) {
    BackupChecksum pieces;
    Random random(seed);
    for (size_t at = 0; at < data.size();) {
      const size_t step = std::min<size_t>(data.size() - at, random.Below(3'000));
      pieces.Add(data.data() + at, step);
      at += step;
    }
    CHECK(pieces.value() == whole.value());
  }
}

TEST_CASE("a page checksum does not see its own four bytes") {
  std::vector<uint8_t> page = Noise(kPageBytes, 2);
  const uint32_t checksum = PageChecksum(page.data());
  Put(page.data() + kPageChecksumAt, checksum);
  CHECK(PageChecksum(page.data()) == checksum);
  page[8191] ^= 1;
  CHECK(PageChecksum(page.data()) != checksum);
}

TEST_CASE("headers of a generated stream are written one block group after the other") {
  const SetShape shape{.block_bytes = 512,
                       .device_count = 1,
                       .device_index = 0,
                       .page_count = 8,
                       .set_page_count = 8,
                       .backup_bytes = 0,
                       .seed = 3};
  const std::vector<uint8_t> prologue = Prologue(shape);
  const std::vector<uint32_t> boundaries = HeaderBoundaries(prologue.data(), prologue.size());
  REQUIRE(boundaries.size() == 3);
  CHECK(boundaries[0] == 1024);
  CHECK(boundaries[1] == 1536);
  CHECK(std::memcmp(prologue.data() + boundaries[2], "MSDA", 4) == 0);
}

TEST_CASE("what is no MTF has no header boundaries") {
  const std::vector<uint8_t> noise = Noise(4096, 4);
  CHECK(HeaderBoundaries(noise.data(), noise.size()).empty());
  CHECK(HeaderBoundaries(noise.data(), 0).empty());
  // Cut off at any byte: never read beyond the end.
  const SetShape shape{.block_bytes = 4096,
                       .device_count = 1,
                       .device_index = 0,
                       .page_count = 8,
                       .set_page_count = 8,
                       .backup_bytes = 0,
                       .seed = 3};
  const std::vector<uint8_t> prologue = Prologue(shape);
  for (size_t size = 0; size < prologue.size(); size += 97) {
    const std::vector<uint8_t> cut(prologue.begin(), prologue.begin() + static_cast<long>(size));
    CHECK(HeaderBoundaries(cut.data(), cut.size()).size() <= 3);
  }
}

/// Real streams are used where they are; nothing of them is in this repository.
TEST_CASE("recorded streams of real servers are read as the format says") {
  const std::filesystem::path folder = "../../shared/data";
  if (!std::filesystem::is_directory(folder)) {
    MESSAGE("no recorded streams beside this checkout: generated ones only");
    return;
  }
  size_t walked = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::vector<uint8_t> bytes((std::istreambuf_iterator<char>(file)),
                                     std::istreambuf_iterator<char>());
    if (bytes.size() < 4 || std::memcmp(bytes.data(), "TAPE", 4) != 0)
      continue;
    CAPTURE(walked);
    const std::vector<uint32_t> boundaries = HeaderBoundaries(bytes.data(), 65'536);
    CHECK(boundaries.size() == 3);
    Checker checker;
    checker.Add(bytes.data(), bytes.size());
    checker.Finish();
    CHECK_FALSE(checker.IsGenerated());
    CHECK(checker.damage().empty());
    // The judge itself is judged here: real checksums must be right to it.
    CHECK(test::Walker(bytes).Run().backup_checksums_wrong == 0);
    ++walked;
  }
  CHECK(walked > 0);
}

}  // namespace
}  // namespace handoff::embedded::mtf
