// SPDX-License-Identifier: MIT
#include "native/platform/sweep.h"

#include <algorithm>
#include <cstring>

#include "native/platform/win32/names.h"

namespace handoff::platform {
namespace {

/// Segments that live at one time: 64 for the buffers of each set are the most of them.
constexpr size_t kNamesMax = 4096;
constexpr size_t kNameBytes = 512;

struct NameTable {
  char names[kNamesMax][kNameBytes];
};

class View {
 public:
  View(HANDLE mapping, DWORD access, size_t bytes)
      : data_(mapping == nullptr ? nullptr : MapViewOfFile(mapping, access, 0, 0, bytes)) {}
  ~View() {
    if (data_ != nullptr) {
      UnmapViewOfFile(data_);
    }
  }
  View(const View&) = delete;
  View& operator=(const View&) = delete;
  void* data() const {
    return data_;
  }

 private:
  void* data_;
};

/// Open for the process's life, as the table lives only as long as somebody has it open.
NameTable* Table() {
  static NameTable* const table = [] {
    const HANDLE mapping = CreateFileMappingW(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE, 0,
                                              sizeof(NameTable), L"Local\\handoff-names");
    return mapping == nullptr ? nullptr
                              : static_cast<NameTable*>(MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS,
                                                                      0, 0, sizeof(NameTable)));
  }();
  return table;
}

/// Held over the table. A holder that dies leaves at worst one name cut short, which names nothing.
class TableLock {
 public:
  TableLock() : mutex_(CreateMutexW(nullptr, FALSE, L"Local\\handoff-names-lock")) {
    WaitForSingleObject(mutex_.get(), kWaitMs);
  }
  ~TableLock() {
    ReleaseMutex(mutex_.get());
  }
  TableLock(const TableLock&) = delete;
  TableLock& operator=(const TableLock&) = delete;

 private:
  static constexpr DWORD kWaitMs = 10'000;
  OwnedHandle mutex_;
};

bool IsPublished(const char* name) {
  const OwnedHandle mapping(OpenFileMappingW(FILE_MAP_READ, FALSE, ObjectName(name).c_str()));
  return static_cast<bool>(mapping);
}

}  // namespace

bool ReadName(const std::string& name, NameRecord* record) {
  const OwnedHandle mapping(OpenFileMappingW(FILE_MAP_READ, FALSE, ObjectName(name).c_str()));
  const View view(mapping.get(), FILE_MAP_READ, sizeof(NameRecord));
  if (view.data() == nullptr) {
    return false;
  }
  const auto* published = static_cast<const NameRecord*>(view.data());
  if (published->is_written == 0) {
    return false;  // Being published just now.
  }
  MemoryBarrier();
  std::memcpy(record, const_cast<const NameRecord*>(published), sizeof(*record));
  return true;
}

bool NoteName(const std::string& name) {
  NameTable* const table = Table();
  if (table == nullptr || name.size() >= kNameBytes) {
    return false;
  }
  const TableLock lock;
  for (char(&entry)[kNameBytes] : table->names) {
    if (entry[0] == '\0' || !IsPublished(entry)) {
      std::memcpy(entry, name.c_str(), name.size() + 1);
      return true;
    }
  }
  return false;
}

std::vector<std::string> SegmentNames(const std::string& prefix) {
  std::vector<std::string> names;
  NameTable* const table = Table();
  if (table == nullptr) {
    return names;
  }
  const TableLock lock;
  for (const char(&entry)[kNameBytes] : table->names) {
    if (std::strncmp(entry, prefix.c_str(), prefix.size()) == 0 && entry[0] != '\0' &&
        IsPublished(entry)) {
      names.emplace_back(entry);
    }
  }
  return names;
}

bool PeekSegment(const std::string& name, void* out, size_t bytes) {
  NameRecord record;
  if (!ReadName(name, &record) || record.bytes < bytes) {
    return false;
  }
  const OwnedHandle mapping(OpenFileMappingW(FILE_MAP_READ, FALSE, record.segment));
  const View view(mapping.get(), FILE_MAP_READ, bytes);
  if (view.data() == nullptr) {
    return false;
  }
  std::memcpy(out, view.data(), bytes);
  return true;
}

bool SweepSegment(const std::string&) {
  return false;  // The kernel removes what nobody has open.
}

uint32_t SweepSegments() {
  return 0;
}

}  // namespace handoff::platform
