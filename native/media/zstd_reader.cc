// SPDX-License-Identifier: MIT
/// `zstd`, reading: any plain position through the seek table.
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "native/media/codecs.h"
#include "native/media/frame_cache.h"
#include "native/media/seek_table.h"
#include "native/vdi/vdi_error.h"

namespace handoff::media {

namespace {

/// Scratch of one thread: a decoder and the stored bytes of one frame.
struct Decoder {
  Decoder() : context(ZSTD_createDCtx()) {}
  ~Decoder() {
    ZSTD_freeDCtx(context);
  }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  ZSTD_DCtx* context;
  std::vector<uint8_t> stored;
};

class ZstdReader final : public ReadMedium {
 public:
  ZstdReader(platform::File file, uint64_t bytes, SeekTable table, uint32_t threads)
      : file_(std::move(file)),
        table_(std::move(table)),
        readers_(threads),
        ahead_(threads),
        cache_(threads, table_.plain_max(), table_.frame_count(),
               [this](uint32_t lane, uint64_t index, uint8_t* out) {
                 Outcome outcome;
                 Decompress(&ahead_[lane], table_.At(index), out, &outcome);
                 return outcome.code;
               }) {
    plain_bytes_ = table_.plain_bytes();
    stored_bytes_ = bytes;
  }

  Outcome Read(uint32_t worker, uint64_t position, uint8_t* out, uint32_t size) override {
    Outcome outcome;
    while (outcome.bytes < size && outcome.code == 0) {
      const uint64_t at = position + outcome.bytes;
      if (at >= plain_bytes_) {
        outcome.code = vdi::ERROR_HANDLE_EOF;
        break;
      }
      const FramePlace frame = table_.Find(at);
      const uint32_t offset = static_cast<uint32_t>(at - frame.plain_at);
      const uint32_t step = std::min(size - outcome.bytes, frame.plain - offset);
      uint8_t* const target = out + outcome.bytes;
      if (step == frame.plain && !cache_.Has(frame.index)) {
        Decompress(&readers_[worker], frame, target, &outcome);
      } else {
        const uint64_t started = NowNs();
        outcome.code = cache_.Copy(frame.index, offset, target, step);
        outcome.codec_ns += NowNs() - started;
      }
      outcome.bytes += outcome.code == 0 ? step : 0;
      outcome.stored_bytes += offset == 0 ? frame.stored : 0;
    }
    return outcome;
  }

 private:
  void Decompress(Decoder* decoder, const FramePlace& frame, uint8_t* out, Outcome* outcome) {
    if (decoder->stored.size() < frame.stored) {
      decoder->stored.resize(table_.stored_max());
    }
    const uint64_t started = NowNs();
    const int64_t got =
        platform::ReadFully(file_, decoder->stored.data(), frame.stored, frame.stored_at);
    if (got != static_cast<int64_t>(frame.stored)) {
      outcome->os_error = got < 0 ? errno : EIO;
      outcome->code = vdi::ERROR_READ_FAULT;
      return;
    }
    const uint64_t loaded = NowNs();
    const size_t plain = ZSTD_decompressDCtx(decoder->context, out, frame.plain,
                                             decoder->stored.data(), frame.stored);
    outcome->disk_ns += loaded - started;
    outcome->codec_ns += NowNs() - loaded;
    if (ZSTD_isError(plain) || plain != frame.plain) {
      outcome->os_error = EBADMSG;
      outcome->code = vdi::ERROR_READ_FAULT;
    }
  }

  const platform::File file_;
  SeekTable table_;
  std::vector<Decoder> readers_;
  std::vector<Decoder> ahead_;
  FrameCache cache_;  // Last: its threads end before what they use.
};

}  // namespace

std::unique_ptr<ReadMedium> OpenZstdReader(const MediumOptions& options, OpenError* error) {
  uint64_t bytes = 0;
  platform::File file = OpenForReading(options, &bytes, error);
  if (!file.IsOpen()) {
    return nullptr;
  }
  SeekTable table;
  error->os_error = table.Load(file);
  if (error->os_error != 0) {
    error->path = options.path;
    return nullptr;
  }
  return std::make_unique<ZstdReader>(std::move(file), bytes, std::move(table),
                                      std::max(1u, options.threads));
}

}  // namespace handoff::media
