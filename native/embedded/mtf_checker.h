// SPDX-License-Identifier: MIT
/// Follows a generated MTF stream as it arrives and checks every checksum in it: headers, pages and
/// backup checksums. Streams that this program did not generate pass unchecked: in real ones pages
/// that are not allocated may rightly carry no valid checksum.
///
/// One thread. Memory: one page and one descriptor block.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "native/embedded/mtf.h"

namespace handoff::embedded::mtf {

class Checker {
 public:
  /// The next bytes of the stream, in pieces of any size.
  void Add(const uint8_t* from, size_t bytes);

  /// To be called at the end: a generated stream has to end where a block could begin.
  void Finish();

  /// True once the media name said that this program generated the stream.
  bool IsGenerated() const {
    return is_generated_;
  }
  /// What is wrong first, as a sentence with its position; empty when nothing is.
  const std::string& damage() const {
    return damage_;
  }
  uint64_t pages_checked() const {
    return pages_checked_;
  }
  uint64_t checksums_checked() const {
    return checksums_checked_;
  }

 private:
  enum class State { kBlockHeader, kBlockBody, kStreamHeader, kData, kAlign, kPassing };

  size_t Step(const uint8_t* from, size_t bytes);
  size_t Collect(const uint8_t* from, size_t bytes, size_t wanted, bool* complete);
  void OnBlockHeader();
  void OnBlockBody();
  void OnStreamHeader();
  void OnStreamEnd();
  void NextStreamOrBlock();
  void AddData(const uint8_t* from, size_t bytes);
  void AddPages(const uint8_t* from, size_t bytes);
  void CheckPage(const uint8_t* page);
  void Damaged(const std::string& what, uint64_t position);
  bool StreamIs(const char* id) const;

  State state_ = State::kBlockHeader;
  std::vector<uint8_t> collected_;
  uint64_t position_ = 0;     ///< of the next byte in the stream
  uint32_t first_event_ = 0;  ///< length of the current block up to its streams
  uint8_t stream_id_[4] = {};
  uint64_t data_left_ = 0;
  uint32_t prefix_left_ = 0;
  BackupChecksum log_sum_;
  uint32_t data_sum_ = 0;  ///< of the pages since the last CSUM
  bool sum_is_log_ = false;
  std::vector<uint8_t> page_;
  bool is_generated_ = false;
  std::string damage_;
  uint64_t pages_checked_ = 0;
  uint64_t checksums_checked_ = 0;
};

}  // namespace handoff::embedded::mtf
