// SPDX-License-Identifier: MIT
#include "native/media/seek_table.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "native/media/medium.h"

namespace handoff::media {

namespace {

/// One mark for this many frames: a look-up walks at most so many entries.
constexpr uint64_t kMarkStep = 64;

uint32_t Load32(const uint8_t* at) {
  return static_cast<uint32_t>(at[0]) | static_cast<uint32_t>(at[1]) << 8 |
         static_cast<uint32_t>(at[2]) << 16 | static_cast<uint32_t>(at[3]) << 24;
}

int ReadAll(const platform::File& file, uint64_t offset, uint8_t* out, size_t bytes) {
  const int64_t got = platform::ReadFully(file, out, bytes, offset);
  if (got < 0) {
    return errno;
  }
  return static_cast<size_t>(got) == bytes ? 0 : EBADMSG;
}

}  // namespace

int SeekTable::Load(const platform::File& file) {
  bool is_regular = false;
  const uint64_t file_bytes = file.Bytes(&is_regular);
  if (file_bytes < kSkippableHeaderBytes + kSeekFooterBytes) {
    return ENODATA;
  }
  uint8_t footer[kSeekFooterBytes];
  if (const int error = ReadAll(file, file_bytes - sizeof footer, footer, sizeof footer);
      error != 0) {
    return error;
  }
  if (Load32(footer + 5) != kSeekableMagic) {
    return ENODATA;
  }
  const uint64_t frames = Load32(footer);
  const bool has_checksums = (footer[4] & kSeekChecksumFlag) != 0;
  const size_t entry_bytes = has_checksums ? 12 : 8;
  const uint64_t payload = frames * entry_bytes + kSeekFooterBytes;
  if (frames > kFrameCountMax || (footer[4] & 0x7C) != 0 ||
      payload + kSkippableHeaderBytes > file_bytes) {
    return EBADMSG;
  }
  const uint64_t table_at = file_bytes - payload - kSkippableHeaderBytes;
  uint8_t header[kSkippableHeaderBytes];
  if (const int error = ReadAll(file, table_at, header, sizeof header); error != 0) {
    return error;
  }
  if (Load32(header) != kSkippableMagic || Load32(header + 4) != payload) {
    return EBADMSG;
  }
  std::vector<uint8_t> block(entry_bytes * 4096);
  entries_.clear();
  entries_.reserve(frames);
  for (uint64_t done = 0; done < frames;) {
    const uint64_t step = std::min<uint64_t>(4096, frames - done);
    const uint64_t at = table_at + kSkippableHeaderBytes + done * entry_bytes;
    if (const int error = ReadAll(file, at, block.data(), step * entry_bytes); error != 0) {
      return error;
    }
    for (uint64_t i = 0; i < step; ++i) {
      const uint8_t* entry = block.data() + i * entry_bytes;
      entries_.push_back({Load32(entry), Load32(entry + 4), has_checksums ? Load32(entry + 8) : 0});
    }
    done += step;
  }
  return Accept(has_checksums, table_at);
}

int SeekTable::Accept(bool has_checksums, uint64_t table_at) {
  static_cast<void>(has_checksums);
  marks_.clear();
  plain_bytes_ = 0;
  frames_bytes_ = 0;
  for (size_t i = 0; i < entries_.size(); ++i) {
    if (i % kMarkStep == 0) {
      marks_.push_back({frames_bytes_, plain_bytes_});
    }
    const SeekEntry& entry = entries_[i];
    if (entry.plain > kFramePlainBytesMax || entry.stored > 2 * kFramePlainBytesMax) {
      return EFBIG;
    }
    plain_max_ = std::max(plain_max_, entry.plain);
    stored_max_ = std::max(stored_max_, entry.stored);
    frames_bytes_ += entry.stored;
    plain_bytes_ += entry.plain;
  }
  return frames_bytes_ == table_at ? 0 : EBADMSG;
}

FramePlace SeekTable::At(uint64_t index) const {
  const Mark& mark = marks_[index / kMarkStep];
  FramePlace place = {index, mark.stored_at, mark.plain_at, entries_[index].stored,
                      entries_[index].plain};
  for (uint64_t i = index - index % kMarkStep; i < index; ++i) {
    place.stored_at += entries_[i].stored;
    place.plain_at += entries_[i].plain;
  }
  return place;
}

FramePlace SeekTable::Find(uint64_t position) const {
  const auto after =
      std::upper_bound(marks_.begin(), marks_.end(), position,
                       [](uint64_t wanted, const Mark& mark) { return wanted < mark.plain_at; });
  uint64_t index = static_cast<uint64_t>(after - marks_.begin() - 1) * kMarkStep;
  FramePlace place = At(index);
  while (position >= place.plain_at + place.plain) {
    place.plain_at += place.plain;
    place.stored_at += place.stored;
    ++index;
    place.index = index;
    place.stored = entries_[index].stored;
    place.plain = entries_[index].plain;
  }
  return place;
}

}  // namespace handoff::media
