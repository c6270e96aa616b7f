// SPDX-License-Identifier: MIT
#include "native/media/medium.h"

#include <cerrno>
#include <cstring>

#include "native/media/codecs.h"
#include "native/platform/file.h"
#include "native/vdi/vdi_error.h"

namespace handoff::media {

uint32_t WriteCodeOf(int os_error) {
  if (os_error == 0) {
    return vdi::ERROR_SUCCESS;
  }
  return platform::MeansFull(os_error) ? vdi::ERROR_DISK_FULL : vdi::ERROR_WRITE_FAULT;
}

void ResetProgress(Progress* progress) {
  std::memset(static_cast<void*>(progress), 0, sizeof *progress);
  progress->plain.Reset();
  progress->stored.Reset();
  progress->chunk.Reset();
}

std::unique_ptr<WriteMedium> WriteMedium::Open(const MediumOptions& options, const Progress* resume,
                                               uint64_t* chunks, OpenError* error) {
  Progress start;
  if (resume != nullptr) {
    start = *resume;
    start.plain.Adopt();
    start.stored.Adopt();
    start.chunk.Adopt();
  } else {
    ResetProgress(&start);
  }
  std::unique_ptr<WriteMedium> medium;
  switch (options.codec) {
    case Codec::kNone:
      medium = OpenNoneWriter(options, start, chunks, error);
      break;
    case Codec::kZstd:
      medium = OpenZstdWriter(options, start, chunks, error);
      break;
    case Codec::kNull:
      medium = OpenNullWriter(options, chunks);
      break;
  }
  if (medium != nullptr) {
    medium->progress_ = start;
  }
  return medium;
}

bool WriteMedium::Admit(uint64_t order, Outcome* outcome) {
  const bool follows = order == progress_.order + 1;
  if (follows) {
    progress_.order = order;
  }
  if (progress_.failed_code == 0 && !follows) {
    progress_.failed_code = vdi::ERROR_WRITE_FAULT;
    progress_.failed_os_error = EBADMSG;
  }
  outcome->code = progress_.failed_code;
  outcome->os_error = progress_.failed_os_error;
  return progress_.failed_code == 0;
}

Outcome WriteMedium::Settle(Outcome outcome) {
  if (outcome.code != 0 && progress_.failed_code == 0) {
    progress_.failed_code = outcome.code;
    progress_.failed_os_error = outcome.os_error;
  }
  return outcome;
}

Outcome WriteMedium::Append(uint64_t order, int64_t position, Encoder* encoder, const uint8_t* data,
                            uint32_t size) {
  Outcome outcome;
  if (!Admit(order, &outcome)) {
    return outcome;
  }
  if (progress_.finished != 0 ||
      (position >= 0 && static_cast<uint64_t>(position) != progress_.plain_bytes)) {
    outcome.code = vdi::ERROR_WRITE_FAULT;
    outcome.os_error = ESPIPE;
    return Settle(outcome);
  }
  return Settle(Store(encoder, data, size));
}

Outcome WriteMedium::Flush(uint64_t order) {
  Outcome outcome;
  if (!Admit(order, &outcome)) {
    return outcome;
  }
  return Settle(Sync());
}

Outcome WriteMedium::Finish(uint64_t order) {
  Outcome outcome;
  if (!Admit(order, &outcome) || progress_.finished != 0) {
    return outcome;
  }
  outcome = Settle(Seal());
  progress_.finished = outcome.code == 0 ? 1 : 0;
  progress_.last_chunk = progress_.chunk.Digest64();
  return outcome;
}

Outcome WriteMedium::Note(uint64_t order, uint32_t code) {
  Outcome outcome;
  if (!Admit(order, &outcome)) {
    return outcome;
  }
  outcome.code = code;
  return Settle(outcome);
}

std::unique_ptr<ReadMedium> ReadMedium::Open(const MediumOptions& options, OpenError* error) {
  switch (options.codec) {
    case Codec::kNone:
      return OpenNoneReader(options, error);
    case Codec::kZstd:
      return OpenZstdReader(options, error);
    case Codec::kNull:
      return OpenNullReader();
  }
  return nullptr;
}

}  // namespace handoff::media
