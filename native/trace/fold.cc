// SPDX-License-Identifier: MIT
#include "native/trace/fold.h"

#include <algorithm>
#include <cstring>

namespace handoff::trace {

namespace {

constexpr uint16_t kNoSecondary = 0xffff;
/// Bits of a handle that are more than the buffer's index.
constexpr uint32_t kAboveIndex = ~0xfffu;

/// A command as far as the block tells of it.
struct Row {
  double times[kFoldStages];
  double position;
  double address;
  uint32_t sequence;
  uint32_t handle;
  uint32_t size;
  uint32_t code;
  uint32_t completion;
  uint32_t map_ns;
  uint32_t codec_ns;
  uint32_t disk_ns;
  uint16_t secondary;
  uint8_t device;

  double& TimeOf(EventKind kind) {
    return times[static_cast<size_t>(kind) - 1];
  }
};

/// Rows by device and sequence: open addressing, twice as many places as there may be rows.
class Table {
 public:
  explicit Table(size_t count) {
    while (places_.size() < 2 * count) {
      places_.resize(places_.empty() ? 16 : 2 * places_.size());
    }
    rows_.reserve(count / 4);
  }

  Row* Find(const Event& event) {
    const size_t mask = places_.size() - 1;
    size_t at = (event.sequence * 2654435761u ^ (event.device * 40503u)) & mask;
    for (; places_[at] != 0; at = (at + 1) & mask) {
      Row& row = rows_[places_[at] - 1];
      if (row.sequence == event.sequence && row.device == event.device) {
        return &row;
      }
    }
    Row row = {};
    row.sequence = event.sequence;
    row.device = event.device;
    row.secondary = kNoSecondary;
    row.position = -1;
    rows_.push_back(row);
    places_[at] = static_cast<uint32_t>(rows_.size());
    return &rows_.back();
  }

  /// All rows, by device and sequence. Ends the finding.
  const std::vector<Row>& Sorted() {
    std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) {
      return a.device != b.device ? a.device < b.device : a.sequence < b.sequence;
    });
    return rows_;
  }

 private:
  std::vector<uint32_t> places_;
  std::vector<Row> rows_;
};

bool IsOfCommand(const Event& event) {
  return event.kind >= EventKind::kIssued && event.kind <= EventKind::kAcknowledged &&
         event.device != kNoDevice && event.sequence != 0;
}

/// @return false for an event that a newer lease overtook
bool Reach(const Event& event, Row* row) {
  const double time = static_cast<double>(event.time_ns);
  const double leased = row->TimeOf(EventKind::kLeased);
  if (event.kind >= EventKind::kLeased && event.kind <= EventKind::kMoved && time < leased) {
    return false;
  }
  row->TimeOf(event.kind) = time;
  if (event.kind == EventKind::kLeased) {
    for (const EventKind later : {EventKind::kMapped, EventKind::kMoved}) {
      double& reached = row->TimeOf(later);
      reached = reached < time ? 0 : reached;
    }
  }
  return true;
}

/// What an event says of its command besides the time.
void Describe(const Event& event, Row* row) {
  switch (event.kind) {
    case EventKind::kIssued:
    case EventKind::kReceived:
      row->code = event.code;
      row->size = event.size;
      row->position = static_cast<double>(event.position);
      break;
    case EventKind::kLeased:
      row->secondary = static_cast<uint16_t>(event.code);
      break;
    case EventKind::kMapped:
      row->secondary = static_cast<uint16_t>(event.actor - kActorSecondaryFirst);
      row->map_ns = event.code;
      row->address = static_cast<double>(event.address);
      break;
    case EventKind::kMoved:
      row->codec_ns = static_cast<uint32_t>(event.address);
      row->disk_ns = static_cast<uint32_t>(event.address >> 32);
      break;
    case EventKind::kCompleted:
      row->completion = event.code;
      break;
    default:
      break;
  }
  const bool is_more = row->handle == 0 || (event.handle & kAboveIndex) != 0;
  if (event.handle != 0 && is_more && event.kind != EventKind::kAcknowledged) {
    row->handle = event.handle;
  }
}

/// Writes columns one after the other.
class Columns {
 public:
  Columns(const std::vector<Row>& rows, std::vector<uint8_t>* out) : rows_(rows), out_(out) {}

  template <typename T, typename Get>
  void Put(Get get) {
    const size_t at = out_->size();
    out_->resize(at + (rows_.size() * sizeof(T) + 7) / 8 * 8);
    uint8_t* to = out_->data() + at;
    for (const Row& row : rows_) {
      const T value = get(row);
      std::memcpy(to, &value, sizeof value);
      to += sizeof value;
    }
  }

 private:
  const std::vector<Row>& rows_;
  std::vector<uint8_t>* out_;
};

struct Times {
  double of[kFoldStages];
};

void PutColumns(const std::vector<Row>& rows, std::vector<uint8_t>* out) {
  Columns columns(rows, out);
  columns.Put<Times>([](const Row& row) {
    Times times;
    std::memcpy(times.of, row.times, sizeof times.of);
    return times;
  });
  columns.Put<double>([](const Row& row) { return row.position; });
  columns.Put<double>([](const Row& row) { return row.address; });
  columns.Put<uint32_t>([](const Row& row) { return row.sequence; });
  columns.Put<uint32_t>([](const Row& row) { return row.handle; });
  columns.Put<uint32_t>([](const Row& row) { return row.size; });
  columns.Put<uint32_t>([](const Row& row) { return row.code; });
  columns.Put<uint32_t>([](const Row& row) { return row.completion; });
  columns.Put<uint32_t>([](const Row& row) { return row.map_ns; });
  columns.Put<uint32_t>([](const Row& row) { return row.codec_ns; });
  columns.Put<uint32_t>([](const Row& row) { return row.disk_ns; });
  columns.Put<uint16_t>([](const Row& row) { return row.secondary; });
  columns.Put<uint8_t>([](const Row& row) { return row.device; });
}

}  // namespace

void FoldEvents(const Event* events, size_t count, std::vector<uint8_t>* out) {
  Table table(count);
  std::vector<Event> others;
  uint64_t first_ns = count > 0 ? events[0].time_ns : 0;
  uint64_t last_ns = 0;
  for (size_t i = 0; i < count; ++i) {
    const Event& event = events[i];
    first_ns = std::min(first_ns, event.time_ns);
    last_ns = std::max(last_ns, event.time_ns);
    if (!IsOfCommand(event)) {
      others.push_back(event);
      continue;
    }
    Row* const row = table.Find(event);
    if (Reach(event, row)) {
      Describe(event, row);
    }
  }
  const std::vector<Row>& rows = table.Sorted();
  out->assign(kFoldHeadBytes, 0);
  const uint32_t counts[2] = {static_cast<uint32_t>(rows.size()),
                              static_cast<uint32_t>(others.size())};
  const double ends[2] = {static_cast<double>(first_ns), static_cast<double>(last_ns)};
  const uint32_t all = static_cast<uint32_t>(count);
  std::memcpy(out->data(), counts, sizeof counts);
  std::memcpy(out->data() + 8, ends, sizeof ends);
  std::memcpy(out->data() + 24, &all, sizeof all);
  PutColumns(rows, out);
  const size_t at = out->size();
  out->resize(at + others.size() * sizeof(Event));
  if (!others.empty()) {
    std::memcpy(out->data() + at, others.data(), others.size() * sizeof(Event));
  }
}

}  // namespace handoff::trace
