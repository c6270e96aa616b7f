// SPDX-License-Identifier: MIT
#include "native/embedded/database.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <set>

#include "native/embedded/database_generate.h"
#include "native/embedded/mtf_checker.h"
#include "native/embedded/random.h"
#include "native/test/mtf_walk.h"

namespace handoff::embedded {
namespace {

DatabaseSpec Generated(uint64_t bytes, uint64_t seed = 7, double entropy = 0.5) {
  DatabaseSpec spec;
  spec.bytes = bytes;
  spec.seed = seed;
  spec.entropy = entropy;
  return spec;
}

std::vector<uint8_t> ReadAll(Stream* stream, uint32_t step) {
  std::vector<uint8_t> bytes(stream->bytes());
  Problem problem;
  for (uint64_t at = 0; at < bytes.size(); at += step) {
    const auto size = static_cast<uint32_t>(std::min<uint64_t>(step, bytes.size() - at));
    REQUIRE(stream->Read(bytes.data() + at, size, &problem));
  }
  return bytes;
}

std::vector<std::vector<uint8_t>> ReadDatabase(const DatabaseSpec& spec, uint32_t devices,
                                               uint32_t block, uint32_t step) {
  Problem problem;
  std::vector<std::vector<uint8_t>> all;
  for (const auto& stream : OpenDatabase(spec, devices, block, &problem))
    all.push_back(ReadAll(stream.get(), step));
  return all;
}

TEST_CASE("a generated stream is well-formed MTF with right checksums at every block size") {
  for (const uint32_t block : {512u, 1024u, 2048u, 4096u, 8192u, 32768u, 65536u}) {
    CAPTURE(block);
    const auto all = ReadDatabase(Generated(700'000), 1, block, 65'536);
    REQUIRE(all.size() == 1);
    CHECK(all[0].size() % block == 0);
    const test::Walk walk = test::Walker(all[0]).Run();
    CHECK(walk.problem == "");
    CHECK(walk.page_count % 8 == 0);
    CHECK(walk.page_checksums_right == walk.page_count);
    CHECK(walk.backup_checksums_right == 2);  // pages and log
    CHECK(walk.backup_checksums_wrong == 0);
    std::string order;
    for (const test::WalkedBlock& found : walk.blocks)
      order += found.type + " ";
    CHECK(order == "TAPE SFMB SSET VOLB MSCI MSDA MSTL MSTL MSLS SFMB ESET ESET SFMB ");
  }
}

TEST_CASE("every share of incompressible rows has right page checksums") {
  for (int tenth = 0; tenth <= 10; ++tenth) {
    CAPTURE(tenth);
    const auto all = ReadDatabase(Generated(1'000'000, 11, tenth / 10.0), 1, 512, 65'536);
    const test::Walk walk = test::Walker(all[0]).Run();
    CHECK(walk.problem == "");
    CHECK(walk.page_checksums_wrong == 0);
    CHECK(walk.page_checksums_right == walk.page_count);
    CHECK(walk.backup_checksums_wrong == 0);
  }
}

TEST_CASE("stripes are one media set and deal out the extents") {
  for (const uint32_t devices : {2u, 3u, 64u}) {
    CAPTURE(devices);
    const auto all = ReadDatabase(Generated(9'000'000), devices, 512, 1'048'576);
    REQUIRE(all.size() == devices);
    std::set<uint32_t> pages;
    std::set<std::string> families;
    for (uint32_t i = 0; i < devices; ++i) {
      const test::Walk walk = test::Walker(all[i]).Run();
      CHECK(walk.problem == "");
      CHECK(walk.page_checksums_right == walk.page_count);
      CHECK(walk.backup_checksums_right == (i == 0 ? 2 : 1));
      CHECK(walk.family_count == devices);
      CHECK(walk.family_number == i + 1);
      families.insert(walk.media_set);
      for (size_t page = 0; page < walk.page_ids.size(); ++page) {
        CHECK(walk.page_ids[page] / 8 % devices == i);
        CHECK(pages.insert(walk.page_ids[page]).second);
      }
    }
    CHECK(families.size() == 1);
    CHECK(*pages.rbegin() + 1 == pages.size());
  }
}

TEST_CASE("the same seed gives the same bytes, however they are read") {
  const auto first = ReadDatabase(Generated(3'000'000), 2, 512, 65'536);
  CHECK(first == ReadDatabase(Generated(3'000'000), 2, 512, 512));
  CHECK(first == ReadDatabase(Generated(3'000'000), 2, 512, 4'194'304));
  CHECK(first != ReadDatabase(Generated(3'000'000, 8), 2, 512, 65'536));
}

TEST_CASE("lengths are announced before anything runs and hold what was asked for") {
  for (const uint64_t bytes : {uint64_t{65'536}, uint64_t{1'000'000}, uint64_t{33'333'333}}) {
    for (const uint32_t devices : {1u, 2u, 5u}) {
      const std::vector<uint64_t> announced = StreamBytes(Generated(bytes), devices, 4096);
      const auto all = ReadDatabase(Generated(bytes), devices, 4096, 1'048'576);
      uint64_t sum = 0;
      for (uint32_t i = 0; i < devices; ++i) {
        CHECK(announced[i] == all[i].size());
        sum += announced[i];
      }
      CHECK(sum >= bytes);
      CHECK(sum < bytes + devices * 140'000);
    }
  }
}

TEST_CASE("reading beyond the end is refused") {
  Problem problem;
  auto streams = OpenDatabase(Generated(65'536), 1, 512, &problem);
  std::vector<uint8_t> bytes(streams[0]->bytes() + 512);
  CHECK_FALSE(streams[0]->Read(bytes.data(), static_cast<uint32_t>(bytes.size()), &problem));
}

TEST_CASE("the checker follows a stream in pieces of any size") {
  const auto all = ReadDatabase(Generated(2'000'000), 2, 512, 65'536);
  for (uint64_t seed = 0; seed < 10; ++seed) {
    mtf::Checker checker;
    Random random(seed);
    const std::vector<uint8_t>& bytes = all[seed % 2];
    for (size_t at = 0; at < bytes.size();) {
      const size_t step = std::min<size_t>(bytes.size() - at, 1 + random.Below(100'000));
      checker.Add(bytes.data() + at, step);
      at += step;
    }
    checker.Finish();
    CHECK(checker.IsGenerated());
    CHECK(checker.damage() == "");
    CHECK(checker.pages_checked() > 100);
    CHECK(checker.checksums_checked() == (seed % 2 == 0 ? 2 : 1));
  }
}

TEST_CASE("the checker finds a damaged page, a damaged header and a cut-off stream") {
  const auto all = ReadDatabase(Generated(2'000'000), 1, 512, 65'536);
  const auto damage_of = [](std::vector<uint8_t> bytes) {
    mtf::Checker checker;
    checker.Add(bytes.data(), bytes.size());
    checker.Finish();
    return checker.damage();
  };
  std::vector<uint8_t> page = all[0];
  page[1'000'000] ^= 0x10;
  CHECK(damage_of(page).find("Page 1:") != std::string::npos);
  std::vector<uint8_t> header = all[0];
  header[1536 + 20] ^= 1;
  CHECK(damage_of(header).find("block header") != std::string::npos);
  std::vector<uint8_t> cut = all[0];
  cut.resize(1'234'432);
  CHECK(damage_of(cut).find("middle") != std::string::npos);
}

TEST_CASE("random rows stay incompressible from page to page, text rows keep their shape") {
  const PageFactory noise(1, 1.0);
  const PageFactory text(1, 0.0);
  std::vector<uint8_t> first(mtf::kPageBytes);
  std::vector<uint8_t> second(mtf::kPageBytes);
  // 32 pages later the same prepared body comes round again.
  noise.Write(first.data(), 5);
  noise.Write(second.data(), 37);
  size_t same = 0;
  for (size_t i = 96; i < 7904; ++i)
    same += first[i] == second[i];
  CHECK(same < 200);
  text.Write(first.data(), 5);
  text.Write(second.data(), 37);
  CHECK(first != second);
  for (size_t row = 0; row < 122; ++row) {
    for (size_t i = 4; i < 12; ++i) {
      CHECK(second[96 + row * 64 + i] >= '0');
      CHECK(second[96 + row * 64 + i] <= '7');
    }
  }
}

TEST_CASE("replay streams a file and refuses what a server could not have written") {
  char folder[] = "/tmp/handoff-database-XXXXXX";
  REQUIRE(mkdtemp(folder) != nullptr);
  const std::string path = std::string(folder) + "/recorded.bak";
  const auto all = ReadDatabase(Generated(400'000), 1, 512, 65'536);
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(all[0].data()), static_cast<long>(all[0].size()));

  DatabaseSpec spec;
  spec.kind = DatabaseSpec::Kind::kReplay;
  spec.files = {path};
  CHECK(ReadDatabase(spec, 1, 512, 65'536) == all);
  CHECK(StreamBytes(spec, 1, 512) == std::vector<uint64_t>{all[0].size()});

  Problem problem;
  CHECK(OpenDatabase(spec, 2, 512, &problem).empty());
  CHECK(problem.text.find("1 recorded streams for 2 devices") != std::string::npos);
  REQUIRE(truncate(path.c_str(), static_cast<off_t>(all[0].size() - 1)) == 0);
  CHECK(OpenDatabase(spec, 1, 512, &problem).empty());
  CHECK(problem.text.find("multiple of the block size") != std::string::npos);
  spec.files = {folder};
  CHECK(OpenDatabase(spec, 1, 512, &problem).empty());
  spec.files = {std::string(folder) + "/missing"};
  problem = {};
  CHECK(OpenDatabase(spec, 1, 512, &problem).empty());
  CHECK(problem.error_number == ENOENT);
  unlink(path.c_str());
  rmdir(folder);
}

}  // namespace
}  // namespace handoff::embedded
