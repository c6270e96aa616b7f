// SPDX-License-Identifier: MIT
/// The compressed container and the page check on hostile bytes: they answer, and never step
/// outside of what they were given (which the sanitizers watch).
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "doctest/doctest.h"
#include "native/embedded/mtf.h"
#include "native/embedded/random.h"
#include "native/inspect/page_check.h"
#include "native/inspect/sqlbak_reader.h"
#include "native/inspect/xpress.h"

namespace {

using handoff::embedded::Mix;
using namespace handoff::inspect;
namespace mtf = handoff::embedded::mtf;

/// Literals only: 512 codes of nine bits.
std::vector<uint8_t> PackLiterals(const std::vector<uint8_t>& plain) {
  std::vector<uint8_t> packed(256, 0x99);
  uint32_t bits = 0;
  uint32_t count = 0;
  const auto flush = [&](uint32_t word) {
    packed.push_back(static_cast<uint8_t>(word));
    packed.push_back(static_cast<uint8_t>(word >> 8));
  };
  for (const uint8_t byte : plain) {
    bits = bits << 9 | byte;
    count += 9;
    if (count >= 16) {
      flush(bits >> (count - 16) & 0xFFFF);
      count -= 16;
    }
  }
  if (count > 0)
    flush(bits << (16 - count) & 0xFFFF);
  return packed;
}

std::vector<uint8_t> Container(const std::vector<uint8_t>& plain, size_t frames) {
  std::vector<uint8_t> file(0x1e0);
  std::memcpy(file.data(), "MSSQLBAK", 8);
  const std::vector<uint8_t> packed = PackLiterals(plain);
  uint32_t sum = 0;
  for (size_t at = 0; at < packed.size(); at += 4) {
    uint32_t word = 0;
    std::memcpy(&word, packed.data() + at, std::min<size_t>(4, packed.size() - at));
    sum = mtf::RotateLeft(sum, 1) ^ word;
  }
  for (size_t i = 0; i < frames; ++i) {
    uint8_t head[28] = {0x21, static_cast<uint8_t>(plain.size() / 512)};
    mtf::Put(head + 2, static_cast<uint16_t>(packed.size()));
    mtf::Put(head + 24, sum);
    file.insert(file.end(), head, head + sizeof(head));
    file.insert(file.end(), packed.begin(), packed.end());
  }
  return file;
}

/// A file without a name.
handoff::platform::File FileOf(const std::vector<uint8_t>& bytes) {
  const int fd = memfd_create("handoff-inspect-test", MFD_CLOEXEC);
  REQUIRE(fd >= 0);
  REQUIRE(write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  handoff::platform::File file =
      handoff::platform::File::OpenToRead("/proc/self/fd/" + std::to_string(fd));
  close(fd);
  REQUIRE(file.IsOpen());
  return file;
}

std::vector<uint8_t> Noise(size_t bytes, uint64_t seed) {
  std::vector<uint8_t> noise(bytes);
  for (size_t i = 0; i < bytes; ++i)
    noise[i] = static_cast<uint8_t>(Mix(seed + i));
  return noise;
}

TEST_CASE("a compressed container gives back what was packed, from any position") {
  const std::vector<uint8_t> plain = Noise(4096, 7);
  const std::vector<uint8_t> file = Container(plain, 100);
  SqlbakReader reader(FileOf(file), file.size(), 1);
  CHECK(reader.damage().what.empty());
  REQUIRE(reader.plain_bytes() == 100 * plain.size());
  std::vector<uint8_t> out(5000);
  for (uint64_t at = 0; at + out.size() <= reader.plain_bytes(); at += 3001) {
    REQUIRE(reader.Read(0, at, out.data(), static_cast<uint32_t>(out.size())).code == 0);
    for (size_t i = 0; i < out.size(); ++i)
      REQUIRE(out[i] == plain[(at + i) % plain.size()]);
  }
  CHECK(reader.Read(0, reader.plain_bytes(), out.data(), 1).code == 38);
}

TEST_CASE("expanding damaged data never leaves its buffers") {
  const std::vector<uint8_t> good = PackLiterals(Noise(4096, 3));
  for (uint64_t round = 0; round < 20'000; ++round) {
    std::vector<uint8_t> packed = good;
    for (uint64_t change = 0; change <= Mix(round) % 8; ++change) {
      const uint64_t place = Mix(round * 16 + change);
      packed[place % packed.size()] = static_cast<uint8_t>(place >> 32);
    }
    packed.resize(Mix(round ^ 99) % (packed.size() + 1));
    std::vector<uint8_t> out(1 + Mix(round ^ 5) % 65'536);
    ExpandXpress(packed.data(), packed.size(), out.data(), out.size());
  }
}

TEST_CASE("long matches and their lengths are followed, and checked") {
  // One code for a literal, one for the longest match symbol: both of one bit.
  std::vector<uint8_t> packed(256);
  packed['a' / 2] = 'a' % 2 == 0 ? 0x01 : 0x10;
  packed[(256 + 15) / 2] |= 0x10;  // match: offset 1, length by the byte that follows
  // 'a' is 0, the match is 1.
  const uint8_t bits[] = {0x00, 0x40, 0x00, 0x00, 100};
  packed.insert(packed.end(), std::begin(bits), std::end(bits));
  std::vector<uint8_t> out(1 + 100 + 15 + 3);
  REQUIRE(ExpandXpress(packed.data(), packed.size(), out.data(), out.size()));
  CHECK(out == std::vector<uint8_t>(out.size(), 'a'));
  std::vector<uint8_t> short_out(50);
  CHECK_FALSE(ExpandXpress(packed.data(), packed.size(), short_out.data(), short_out.size()));
}

TEST_CASE("a damaged container is read up to its damage") {
  const std::vector<uint8_t> good = Container(Noise(2048, 11), 40);
  std::vector<uint8_t> out(8192);
  for (uint64_t round = 0; round < 2'000; ++round) {
    std::vector<uint8_t> file = good;
    for (uint64_t change = 0; change < 3; ++change) {
      const uint64_t place = Mix(round * 8 + change);
      file[0x1e0 + place % (file.size() - 0x1e0)] = static_cast<uint8_t>(place >> 40);
    }
    file.resize(0x1e0 + Mix(round ^ 77) % (file.size() - 0x1e0));
    SqlbakReader reader(FileOf(file), file.size(), 1);
    CHECK(reader.damage().at <= file.size());
    for (uint64_t at = 0; at < reader.plain_bytes(); at += 7000) {
      const auto outcome = reader.Read(0, at, out.data(), static_cast<uint32_t>(out.size()));
      CHECK((outcome.code == 0 || outcome.code == 38 || outcome.os_error == EBADMSG));
    }
  }
}

/// A stream in memory.
class MemoryStream final : public handoff::media::ReadMedium {
 public:
  explicit MemoryStream(std::vector<uint8_t> bytes) : bytes_(std::move(bytes)) {
    plain_bytes_ = bytes_.size();
  }
  handoff::media::Outcome Read(uint32_t, uint64_t position, uint8_t* out, uint32_t size) override {
    handoff::media::Outcome outcome;
    outcome.bytes = static_cast<uint32_t>(std::min<uint64_t>(size, bytes_.size() - position));
    std::memcpy(out, bytes_.data() + position, outcome.bytes);
    outcome.code = outcome.bytes == size ? 0 : 38;
    return outcome;
  }

 private:
  std::vector<uint8_t> bytes_;
};

constexpr uint32_t kPages = 2048;
constexpr uint32_t kFreePage = 100;

/// Pages 0.. of file 1: page 1 is its PFS page, page `kFreePage` is not allocated and holds noise.
std::vector<uint8_t> Database() {
  std::vector<uint8_t> bytes = Noise(size_t{kPages} * mtf::kPageBytes, 1);
  for (uint32_t id = 0; id < kPages; ++id) {
    uint8_t* const page = bytes.data() + size_t{id} * mtf::kPageBytes;
    if (id == kFreePage)
      continue;
    page[0] = 1;
    page[1] = id == 1 ? 11 : 1;
    mtf::Put<uint16_t>(page + 4, 0x0200);
    mtf::Put(page + 32, id);
    mtf::Put<uint16_t>(page + 36, 1);
    if (id == 1) {
      std::memset(page + 100, 0x40, 8088);
      page[100 + kFreePage] = 0;
    }
    mtf::Put(page + 60, mtf::PageChecksum(page));
  }
  return bytes;
}

CheckReport Check(const std::vector<uint8_t>& bytes, uint32_t threads) {
  const Streams streams = {std::make_shared<MemoryStream>(bytes)};
  CheckControl control;
  return CheckRanges(streams, {CheckRange{0, 0, bytes.size(), true}}, threads, &control);
}

TEST_CASE("pages are told right from wrong and from not allocated, whatever the threads") {
  std::vector<uint8_t> bytes = Database();
  mtf::BackupChecksum sum;
  sum.Add(bytes.data(), bytes.size());
  for (const uint32_t threads : {1u, 3u}) {
    const CheckReport report = Check(bytes, threads);
    CHECK(report.pages_right == kPages - 1);
    CHECK(report.pages_unallocated == 1);
    CHECK(report.findings.empty());
    CHECK(report.sums == std::vector<uint32_t>{sum.value()});
  }
  bytes[size_t{1500} * mtf::kPageBytes + 5000] ^= 1;
  std::memset(bytes.data() + size_t{1600} * mtf::kPageBytes, 0, mtf::kPageBytes);
  for (const uint32_t threads : {1u, 3u}) {
    const CheckReport report = Check(bytes, threads);
    REQUIRE(report.findings.size() == 2);
    CHECK(report.findings[0].kind == FindingKind::kChecksum);
    CHECK(report.findings[0].page_id == 1500);
    CHECK(report.findings[0].at == uint64_t{1500} * mtf::kPageBytes);
    CHECK(report.findings[1].kind == FindingKind::kIdentity);
    CHECK(report.findings[1].page_id == 1600);
  }
}

TEST_CASE("torn pages are found by the bits at the ends of their sectors") {
  std::vector<uint8_t> bytes = Database();
  uint8_t* const page = bytes.data() + size_t{200} * mtf::kPageBytes;
  mtf::Put<uint16_t>(page + 4, 0x0100);
  mtf::Put<uint32_t>(page + 60, 2);
  for (uint32_t sector = 1; sector < 16; ++sector) {
    uint8_t* const last = page + sector * 512 + 511;
    *last = static_cast<uint8_t>((*last & ~3) | 2);
  }
  CHECK(Check(bytes, 2).findings.empty());
  page[9 * 512 + 511] ^= 1;
  const CheckReport report = Check(bytes, 2);
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == FindingKind::kTornBits);
  CHECK(report.findings[0].page_id == 200);
}

}  // namespace
