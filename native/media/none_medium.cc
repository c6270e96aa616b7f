// SPDX-License-Identifier: MIT
/// `none`: a plain file, byte for byte what the server wrote.
#include <cerrno>
#include <utility>

#include "native/media/codecs.h"
#include "native/media/stored_file.h"
#include "native/vdi/vdi_error.h"

namespace handoff::media {

namespace {

class NoneWriter final : public WriteMedium {
 public:
  NoneWriter(const MediumOptions& options, uint64_t* chunks, std::unique_ptr<StoredFile> file)
      : WriteMedium(options, chunks), file_(std::move(file)) {}

  void Remove() override {
    platform::Remove(file_->path());
  }

 protected:
  Outcome Store(Encoder*, const uint8_t* data, uint32_t size) override {
    Outcome outcome;
    if (options_.full_at != 0 && progress_.stored_bytes + size > options_.full_at) {
      outcome.code = vdi::ERROR_DISK_FULL;
      outcome.os_error = ENOSPC;
      return outcome;
    }
    const uint64_t started = NowNs();
    outcome.os_error = file_->WriteAt(progress_.stored_bytes, data, size);
    outcome.code = WriteCodeOf(outcome.os_error);
    if (outcome.code != 0) {
      return outcome;
    }
    const uint64_t written = NowNs();
    progress_.plain.Update(data, size);
    if (!HashChunks(&progress_, chunks_, data, size)) {
      outcome.code = vdi::ERROR_DISK_FULL;
      outcome.os_error = EFBIG;
      return outcome;
    }
    progress_.plain_bytes += size;
    const uint64_t hashed = NowNs();
    file_->StartWriteback(progress_.stored_bytes);
    outcome.bytes = size;
    outcome.codec_ns = hashed - written;
    outcome.disk_ns = NowNs() - hashed + written - started;
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
    progress_.is_hashed = 1;
    progress_.plain_hash = progress_.plain.Digest128();
    progress_.stored_hash = progress_.plain_hash;
    return Sync();
  }

 private:
  std::unique_ptr<StoredFile> file_;
};

class NoneReader final : public ReadMedium {
 public:
  NoneReader(platform::File file, uint64_t bytes) : file_(std::move(file)) {
    plain_bytes_ = bytes;
    stored_bytes_ = bytes;
  }

  Outcome Read(uint32_t, uint64_t position, uint8_t* out, uint32_t size) override {
    Outcome outcome;
    const uint64_t started = NowNs();
    const int64_t got = platform::ReadFully(file_, out, size, position);
    if (got < 0) {
      outcome.os_error = errno;
      outcome.code = vdi::ERROR_READ_FAULT;
    } else {
      outcome.bytes = static_cast<uint32_t>(got);
      outcome.code = outcome.bytes < size ? vdi::ERROR_HANDLE_EOF : 0;
    }
    outcome.stored_bytes = outcome.bytes;
    outcome.disk_ns = NowNs() - started;
    return outcome;
  }

 private:
  platform::File file_;
};

}  // namespace

platform::File OpenForReading(const MediumOptions& options, uint64_t* bytes, OpenError* error) {
  platform::File file = platform::File::OpenPlain(options.path, bytes);
  if (!file.IsOpen()) {
    error->os_error = errno;
    error->path = options.path;
  }
  return file;
}

std::unique_ptr<WriteMedium> OpenNoneWriter(const MediumOptions& options, const Progress& start,
                                            uint64_t* chunks, OpenError* error) {
  error->path = options.path + ".partial";
  auto file = StoredFile::Open(error->path, start.stored_bytes, &error->os_error);
  if (file == nullptr) {
    return nullptr;
  }
  return std::make_unique<NoneWriter>(options, chunks, std::move(file));
}

std::unique_ptr<ReadMedium> OpenNoneReader(const MediumOptions& options, OpenError* error) {
  uint64_t bytes = 0;
  platform::File file = OpenForReading(options, &bytes, error);
  if (!file.IsOpen()) {
    return nullptr;
  }
  return std::make_unique<NoneReader>(std::move(file), bytes);
}

}  // namespace handoff::media
