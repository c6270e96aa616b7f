// SPDX-License-Identifier: MIT
/// A plain reader of whole MTF streams, written from the format's description alone and sharing no
/// code with the writer: what the tests judge generated and recorded streams with.
#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace handoff::test {

struct WalkedBlock {
  std::string type;
  size_t at;
  std::vector<std::string> streams;
};

struct Walk {
  std::vector<WalkedBlock> blocks;
  std::string problem;  ///< first thing that is not as the format says; empty when all is
  size_t page_count = 0;
  size_t page_checksums_right = 0;
  size_t page_checksums_wrong = 0;
  size_t backup_checksums_right = 0;
  size_t backup_checksums_wrong = 0;
  std::vector<uint32_t> page_ids;
  size_t device_block = 0;
  unsigned family_count = 0;
  unsigned family_number = 0;
  std::string media_set;  ///< 16 bytes
};

class Walker {
 public:
  explicit Walker(const std::vector<uint8_t>& bytes) : bytes_(bytes) {}

  Walk Run() {
    size_t at = 0;
    while (at < bytes_.size() && walk_.problem.empty())
      at = Block(at);
    return walk_;
  }

 private:
  uint64_t U(size_t at, size_t size) const {
    uint64_t value = 0;
    for (size_t i = size; i-- > 0;)
      value = value << 8 | (at + i < bytes_.size() ? bytes_[at + i] : 0);
    return value;
  }

  bool XorIsZero(size_t at, size_t size) const {
    uint64_t sum = 0;
    for (size_t i = 0; i < size; i += 2)
      sum ^= U(at + i, 2);
    return sum == 0;
  }

  size_t Fail(const std::string& what, size_t at) {
    walk_.problem = what + " at " + std::to_string(at);
    return bytes_.size();
  }

  size_t Block(size_t at) {
    const std::string type(bytes_.begin() + static_cast<long>(at),
                           bytes_.begin() + static_cast<long>(std::min(at + 4, bytes_.size())));
    if (at + 52 > bytes_.size() || !XorIsZero(at, 52))
      return Fail("block header of '" + type + "'", at);
    if (type == "SSET")
      set_at_ = at;
    const bool in_set = type != "TAPE" && type != "SFMB" && type != "ESET";
    if (in_set && U(at + 20, 8) != (at - set_at_) / 1024)
      return Fail("logical address of " + type, at);
    if (type == "TAPE")
      walk_.device_block = U(at + 64, 2) * 512;
    walk_.blocks.push_back({type, at, {}});
    size_t stream = at + U(at + 8, 2);
    if (type == "SFMB") {
      if (U(at + 56, 4) != filemarks_.size())
        return Fail("number of earlier filemarks", at);
      for (size_t i = 0; i < filemarks_.size(); ++i) {
        if (U(at + U(at + 60, 4) + 8 * i, 8) != filemarks_[filemarks_.size() - 1 - i])
          return Fail("position of an earlier filemark", at);
      }
      filemarks_.push_back(at);
      return stream;
    }
    for (;;) {
      if (stream + 22 > bytes_.size() || !XorIsZero(stream, 22))
        return Fail("stream header in " + type, stream);
      const std::string id(bytes_.begin() + static_cast<long>(stream),
                           bytes_.begin() + static_cast<long>(stream + 4));
      walk_.blocks.back().streams.push_back(id);
      const size_t data = stream + 22;
      const size_t length = U(stream + 8, 8);
      if (length > bytes_.size() - data)
        return Fail("length of " + id, stream);
      Data(id, data, length, U(stream + 6, 2));
      stream = (data + length + 3) / 4 * 4;
      if (id == "SPAD")
        return stream;
    }
  }

  void Data(const std::string& id, size_t data, size_t length, uint64_t attributes) {
    if (id == "RAID") {
      walk_.media_set.assign(bytes_.begin() + static_cast<long>(data),
                             bytes_.begin() + static_cast<long>(data + 16));
      walk_.family_count = static_cast<unsigned>(U(data + 20, 2));
      walk_.family_number = static_cast<unsigned>(U(data + 24, 2));
    }
    if ((id == "MQDA" || id == "MQTL") && length >= 2) {
      if ((data + 2) % walk_.device_block != 0)
        walk_.problem = id + " is not aligned";
      has_checksum_ = (attributes & 0x100) != 0;
      sum_ = Rotating(data + 2, (length - 2) / 512, 0, 0);
      for (size_t page = data + 2; id == "MQDA" && page < data + length; page += 8192)
        Page(page);
    }
    if (id == "CSUM") {
      const bool right = has_checksum_ && length == 4 && U(data, 4) == sum_;
      ++(right ? walk_.backup_checksums_right : walk_.backup_checksums_wrong);
    }
  }

  /// The word at `zeroed` is taken as zero (0: none).
  uint32_t Rotating(size_t at, size_t sectors, size_t zeroed, uint32_t sum) const {
    for (size_t sector = 0; sector < sectors; ++sector) {
      uint32_t x = 0;
      for (size_t i = 0; i < 512; i += 4) {
        const size_t word = at + sector * 512 + i;
        if (zeroed == 0 || word != zeroed)
          x ^= static_cast<uint32_t>(U(word, 4));
      }
      sum = (sum << 1 | sum >> 31) ^ x;
    }
    return sum;
  }

  void Page(size_t page) {
    ++walk_.page_count;
    walk_.page_ids.push_back(static_cast<uint32_t>(U(page + 32, 4)));
    if ((U(page + 4, 2) & 0x200) == 0)
      return;
    const bool right = Rotating(page, 16, page + 60, 0) == U(page + 60, 4);
    ++(right ? walk_.page_checksums_right : walk_.page_checksums_wrong);
  }

  const std::vector<uint8_t>& bytes_;
  Walk walk_;
  size_t set_at_ = 0;
  std::vector<size_t> filemarks_;
  bool has_checksum_ = false;
  uint32_t sum_ = 0;
};

}  // namespace handoff::test
