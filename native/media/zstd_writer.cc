// SPDX-License-Identifier: MIT
/// `zstd`, writing: one frame per buffer; frame sizes go to a sidecar that becomes the seek table.
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "native/media/codecs.h"
#include "native/media/seek_table.h"
#include "native/media/stored_file.h"
#include "native/vdi/vdi_error.h"

namespace handoff::media {

namespace {

constexpr size_t kSidecarEntryBytes = 16;
/// Entries moved at once from the sidecar to the seek table.
constexpr uint64_t kSealEntries = 4096;

void Store32(uint8_t* at, uint32_t value) {
  for (int i = 0; i < 4; ++i) {
    at[i] = static_cast<uint8_t>(value >> (8 * i));
  }
}

class ZstdEncoder final : public Encoder {
 public:
  explicit ZstdEncoder(int level) : context_(ZSTD_createCCtx()) {
    ZSTD_CCtx_setParameter(context_, ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(context_, ZSTD_c_checksumFlag, 1);
    ZSTD_CCtx_setParameter(context_, ZSTD_c_contentSizeFlag, 1);
  }
  ~ZstdEncoder() override {
    ZSTD_freeCCtx(context_);
  }

  void Compress(const uint8_t* data, uint32_t size) {
    const size_t bound = ZSTD_compressBound(size);
    if (frame_.size() < bound) {
      frame_.resize(bound);
    }
    const size_t bytes = ZSTD_compress2(context_, frame_.data(), frame_.size(), data, size);
    failed_ = ZSTD_isError(bytes) != 0;
    bytes_ = failed_ ? 0 : bytes;
  }

  ZSTD_CCtx* context_;
  std::vector<uint8_t> frame_;
  size_t bytes_ = 0;
  bool failed_ = false;
};

class ZstdWriter final : public WriteMedium {
 public:
  ZstdWriter(const MediumOptions& options, uint64_t* chunks, std::unique_ptr<StoredFile> file,
             std::unique_ptr<StoredFile> sidecar)
      : WriteMedium(options, chunks), file_(std::move(file)), sidecar_(std::move(sidecar)) {}

  std::unique_ptr<Encoder> NewEncoder() override {
    return std::make_unique<ZstdEncoder>(options_.level);
  }

  uint64_t Encode(Encoder* encoder, const uint8_t* data, uint32_t size) override {
    const uint64_t started = NowNs();
    static_cast<ZstdEncoder*>(encoder)->Compress(data, size);
    return NowNs() - started;
  }

  void Remove() override {
    platform::Remove(file_->path());
    platform::Remove(file_->path() + ".frames");
  }

  void Published() override {
    // Not before: a successor of a writer that dies while it seals needs the sidecar again.
    if (progress_.finished != 0) {
      platform::Remove(file_->path() + ".frames");
    }
  }

 protected:
  Outcome Store(Encoder* any_encoder, const uint8_t* data, uint32_t size) override {
    const auto* encoder = static_cast<ZstdEncoder*>(any_encoder);
    Outcome outcome;
    if (encoder->failed_ || progress_.frame_count >= kFrameCountMax) {
      outcome.code = vdi::ERROR_WRITE_FAULT;
      outcome.os_error = encoder->failed_ ? ENOMEM : EFBIG;
      return outcome;
    }
    const uint64_t started = NowNs();
    progress_.plain.Update(data, size);
    const uint64_t hashed = NowNs();
    outcome.os_error = AppendStored(encoder->frame_.data(), encoder->bytes_);
    if (outcome.os_error == 0) {
      uint8_t entry[kSidecarEntryBytes] = {};
      Store32(entry, static_cast<uint32_t>(encoder->bytes_));
      Store32(entry + 4, size);
      std::memcpy(entry + 8, encoder->frame_.data() + encoder->bytes_ - 4, 4);
      outcome.os_error =
          sidecar_->WriteAt(progress_.frame_count * kSidecarEntryBytes, entry, sizeof entry);
    }
    outcome.code = WriteCodeOf(outcome.os_error);
    if (outcome.code != 0) {
      return outcome;
    }
    ++progress_.frame_count;
    progress_.plain_bytes += size;
    outcome.bytes = size;
    outcome.codec_ns = hashed - started;
    outcome.disk_ns = NowNs() - hashed;
    return outcome;
  }

  Outcome Sync() override {
    Outcome outcome;
    const uint64_t started = NowNs();
    outcome.os_error = file_->Sync(progress_.stored_bytes, options_.heartbeat);
    outcome.code = WriteCodeOf(outcome.os_error);
    outcome.disk_ns = NowNs() - started;
    return outcome;
  }

  Outcome Seal() override {
    Outcome outcome;
    outcome.os_error = AppendSeekTable();
    outcome.code = WriteCodeOf(outcome.os_error);
    if (outcome.code != 0) {
      return outcome;
    }
    progress_.is_hashed = 1;
    progress_.plain_hash = progress_.plain.Digest128();
    progress_.stored_hash = progress_.stored.Digest128();
    return Sync();
  }

 private:
  int AppendStored(const uint8_t* data, size_t bytes) {
    if (options_.full_at != 0 && progress_.stored_bytes + bytes > options_.full_at) {
      return ENOSPC;
    }
    if (const int error = file_->WriteAt(progress_.stored_bytes, data, bytes); error != 0) {
      return error;
    }
    progress_.stored.Update(data, bytes);
    if (!HashChunks(&progress_, chunks_, data, bytes)) {
      return EFBIG;
    }
    file_->StartWriteback(progress_.stored_bytes);
    return 0;
  }

  int AppendSeekTable() {
    const uint64_t payload = progress_.frame_count * sizeof(SeekEntry) + kSeekFooterBytes;
    uint8_t header[kSkippableHeaderBytes];
    Store32(header, kSkippableMagic);
    Store32(header + 4, static_cast<uint32_t>(payload));
    if (const int error = AppendStored(header, sizeof header); error != 0) {
      return error;
    }
    std::vector<uint8_t> sidecar(kSealEntries * kSidecarEntryBytes);
    std::vector<uint8_t> table(kSealEntries * sizeof(SeekEntry));
    for (uint64_t done = 0; done < progress_.frame_count;) {
      const size_t step =
          static_cast<size_t>(std::min<uint64_t>(kSealEntries, progress_.frame_count - done));
      if (const int error = sidecar_->ReadAt(done * kSidecarEntryBytes, sidecar.data(),
                                             step * kSidecarEntryBytes);
          error != 0) {
        return error;
      }
      for (size_t i = 0; i < step; ++i) {
        std::memcpy(table.data() + i * sizeof(SeekEntry), sidecar.data() + i * kSidecarEntryBytes,
                    sizeof(SeekEntry));
      }
      if (const int error = AppendStored(table.data(), step * sizeof(SeekEntry)); error != 0) {
        return error;
      }
      done += step;
    }
    uint8_t footer[kSeekFooterBytes];
    Store32(footer, static_cast<uint32_t>(progress_.frame_count));
    footer[4] = kSeekChecksumFlag;
    Store32(footer + 5, kSeekableMagic);
    return AppendStored(footer, sizeof footer);
  }

  std::unique_ptr<StoredFile> file_;
  std::unique_ptr<StoredFile> sidecar_;
};

}  // namespace

std::unique_ptr<WriteMedium> OpenZstdWriter(const MediumOptions& options, const Progress& start,
                                            uint64_t* chunks, OpenError* error) {
  error->path = options.path + ".partial";
  auto file = StoredFile::Open(error->path, start.stored_bytes, &error->os_error);
  if (file == nullptr) {
    return nullptr;
  }
  error->path += ".frames";
  std::unique_ptr<StoredFile> sidecar;
  if (start.finished != 0) {
    platform::Remove(error->path);
  } else {
    sidecar =
        StoredFile::Open(error->path, start.frame_count * kSidecarEntryBytes, &error->os_error);
    if (sidecar == nullptr) {
      return nullptr;
    }
  }
  return std::make_unique<ZstdWriter>(options, chunks, std::move(file), std::move(sidecar));
}

}  // namespace handoff::media
