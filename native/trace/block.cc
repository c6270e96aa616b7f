// SPDX-License-Identifier: MIT
#include "native/trace/block.h"

#include <zstd.h>

#include <algorithm>
#include <cstring>

#include "native/media/xxh3.h"

namespace handoff::trace {

namespace {

constexpr uint8_t kStored = 0;
constexpr uint8_t kZstd = 1;
/// Packing happens beside a run: speed first. Level 1 takes seven times as long for a tenth less.
constexpr int kLevel = -1;

uint64_t ChecksumOf(BlockHead head, const uint8_t* stored) {
  head.checksum = 0;
  media::Xxh3 hash;
  hash.Reset();
  hash.Update(&head, sizeof head);
  hash.Update(stored, head.stored);
  return hash.Digest64();
}

/// Puts a head before `plain` packed. `unpacked` is what it becomes in memory in the end.
std::vector<uint8_t> Seal(ZSTD_CCtx* context, BlockHead head, const std::vector<uint8_t>& plain,
                          size_t unpacked) {
  if (context == nullptr) {
    return {};
  }
  std::vector<uint8_t> block(sizeof head + ZSTD_compressBound(plain.size()));
  size_t stored = ZSTD_compressCCtx(context, block.data() + sizeof head, block.size() - sizeof head,
                                    plain.data(), plain.size(), kLevel);
  if (ZSTD_isError(stored) != 0) {
    return {};
  }
  const uint64_t limit = uint64_t{kExpansionMax} * stored;
  head.codec = kZstd;
  if (stored >= plain.size() || unpacked > limit || plain.size() > limit) {
    head.codec = kStored;
    stored = plain.size();
    std::memcpy(block.data() + sizeof head, plain.data(), stored);
  }
  block.resize(sizeof head + stored);
  head.stored = static_cast<uint32_t>(stored);
  head.plain = static_cast<uint32_t>(plain.size());
  std::memcpy(block.data(), &head, sizeof head);
  return block;
}

bool UnpackPlain(const BlockHead& head, const uint8_t* stored, std::vector<uint8_t>* plain) {
  plain->resize(head.plain);
  if (head.codec == kStored) {
    std::memcpy(plain->data(), stored, head.plain);
    return true;
  }
  const size_t got = ZSTD_decompress(plain->data(), plain->size(), stored, head.stored);
  return ZSTD_isError(got) == 0 && got == head.plain;
}

}  // namespace

std::vector<uint8_t> PackText(const uint8_t* text, size_t bytes) {
  if (bytes == 0 || bytes > kBlockTextMax) {
    return {};
  }
  BlockHead head = {};
  head.magic = kBlockMagic;
  head.kind = static_cast<uint8_t>(BlockKind::kText);
  ZSTD_CCtx* const context = ZSTD_createCCtx();
  std::vector<uint8_t> block = Seal(context, head, std::vector<uint8_t>(text, text + bytes), bytes);
  ZSTD_freeCCtx(context);
  return block;
}

void NumberBlock(std::vector<uint8_t>* block, uint32_t index) {
  BlockHead head = {};
  if (block->size() < sizeof head) {
    return;
  }
  std::memcpy(&head, block->data(), sizeof head);
  head.index = index;
  head.checksum = ChecksumOf(head, block->data() + sizeof head);
  std::memcpy(block->data(), &head, sizeof head);
}

EventPacker::EventPacker(size_t events_max)
    : columns_(std::min<size_t>(events_max, kBlockEventsMax)), context_(ZSTD_createCCtx()) {}

EventPacker::~EventPacker() {
  ZSTD_freeCCtx(context_);
}

std::vector<uint8_t> EventPacker::Finish() {
  const size_t count = columns_.count();
  columns_.Finish(&plain_);
  // Events that are all alike would unpack to more than a reader may allocate for them.
  const size_t unpacked = count * sizeof(Event);
  plain_.resize(std::max(plain_.size(), (unpacked + kExpansionMax - 1) / kExpansionMax));
  BlockHead head = {};
  head.magic = kBlockMagic;
  head.kind = static_cast<uint8_t>(BlockKind::kEvents);
  head.count = static_cast<uint32_t>(count);
  return Seal(context_, head, plain_, unpacked);
}

bool IsPlausible(const BlockHead& head) {
  const uint64_t limit = uint64_t{kExpansionMax} * head.stored;
  const bool is_text = head.kind == static_cast<uint8_t>(BlockKind::kText);
  const bool is_events = head.kind == static_cast<uint8_t>(BlockKind::kEvents) ||
                         head.kind == static_cast<uint8_t>(BlockKind::kEventsBefore);
  if (head.magic != kBlockMagic || head.zero != 0 || head.codec > kZstd ||
      (!is_text && !is_events) || head.stored == 0 || head.stored > kBlockStoredMax ||
      head.plain == 0 || head.plain > limit ||
      (head.codec == kStored && head.plain != head.stored)) {
    return false;
  }
  if (is_text) {
    return head.count == 0 && head.plain <= kBlockTextMax;
  }
  return head.count > 0 && head.count <= kBlockEventsMax && head.plain >= kColumnHeadBytes &&
         head.plain <= kBlockStoredMax && head.count * sizeof(Event) <= limit;
}

bool Unpack(const uint8_t* block, size_t bytes, std::vector<uint8_t>* out) {
  BlockHead head = {};
  if (bytes < sizeof head) {
    return false;
  }
  std::memcpy(&head, block, sizeof head);
  const uint8_t* const stored = block + sizeof head;
  if (!IsPlausible(head) || head.stored != bytes - sizeof head ||
      head.checksum != ChecksumOf(head, stored)) {
    return false;
  }
  if (head.kind == static_cast<uint8_t>(BlockKind::kText)) {
    return UnpackPlain(head, stored, out);
  }
  std::vector<uint8_t> columns;
  if (!UnpackPlain(head, stored, &columns)) {
    return false;
  }
  out->resize(head.count * sizeof(Event));
  const Layout layout = head.kind == static_cast<uint8_t>(BlockKind::kEvents) ? Layout::kMoveTimes
                                                                              : Layout::kAddresses;
  return DecodeColumns(columns.data(), columns.size(), layout,
                       reinterpret_cast<Event*>(out->data()), head.count);
}

}  // namespace handoff::trace
