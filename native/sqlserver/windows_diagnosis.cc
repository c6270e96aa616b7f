// SPDX-License-Identifier: MIT
#include <algorithm>
#include <ctime>

#include "native/sqlserver/diagnosis.h"
#include "native/sqlserver/sqlserver.h"
#include "native/sqlserver/windows_events.h"
#include "native/sqlserver/windows_registration.h"

namespace handoff::sqlserver {

namespace {

constexpr int64_t kDaysBack = 7;
constexpr int64_t kSecondsADay = 86'400;
constexpr size_t kEventsShown = 10;

std::string Described(const Registration& view) {
  if (!view.is_registered) {
    return "No sqlvdi.dll is registered for these programs.";
  }
  return view.dll + (view.is_there ? ", " : " (not there), ") + NameOf(view.bitness) +
         (view.version.empty() ? ", no version" : ", version " + view.version) +
         (view.threading_model.empty() ? "." : ", threading model " + view.threading_model + ".");
}

void AddRegistrations(std::vector<Finding>* findings) {
  const Registrations both = ReadRegistrations();
  for (const Registration* view : {&both.view64, &both.view32}) {
    const bool is_own = view == &OwnView(both);
    const std::string about =
        std::string(view == &both.view64 ? "64-bit" : "32-bit") + " registration";
    findings->push_back(
        {is_own && view->is_registered && view->is_there ? Grade::kFine : Grade::kNote, about,
         Described(*view)});
  }
}

void AddClass(const std::string& library, std::vector<Finding>* findings) {
  std::string problem;
  const std::optional<LibraryFacts> facts = OpenLibrary(library, &problem);
  if (!facts.has_value()) {
    const bool is_wanted = !library.empty() || OwnView(ReadRegistrations()).is_registered;
    // Nobody needs one who has no SQL Server: the built-in client half serves the embedded server.
    findings->push_back({is_wanted ? Grade::kProblem : Grade::kNote, "client library", problem});
    return;
  }
  findings->push_back(
      {Grade::kFine, "client library",
       facts->path + " makes virtual device sets" +
           (facts->is_stand_in ? "; it is Handoff's own: the embedded server is behind it."
                               : ".")});
}

std::string TimeText(int64_t at_seconds) {
  const std::time_t at = static_cast<std::time_t>(at_seconds);
  std::tm utc = {};
  char text[32] = "";
  if (gmtime_s(&utc, &at) == 0) {
    std::strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", &utc);
  }
  return text;
}

void AddEvents(std::vector<Finding>* findings) {
  std::string problem;
  const int64_t since = static_cast<int64_t>(std::time(nullptr)) - kDaysBack * kSecondsADay;
  const std::vector<LoggedEvent> events = ReadVdiEvents(since, &problem);
  if (events.empty()) {
    const std::string none =
        "No event of source SQLVDI in the last " + std::to_string(kDaysBack) + " days.";
    findings->push_back({problem.empty() ? Grade::kFine : Grade::kNote, "event log",
                         problem.empty() ? none : problem});
    return;
  }
  for (size_t i = events.size() - std::min(events.size(), kEventsShown); i < events.size(); ++i) {
    const LoggedEvent& event = events[i];
    findings->push_back({Grade::kNote, "event log",
                         TimeText(event.at_seconds) + (event.is_error ? ", error " : ", ") +
                             std::to_string(event.id) + ": " + event.text});
  }
}

}  // namespace

std::vector<Finding> Diagnose(const std::string& library) {
  std::vector<Finding> findings;
  AddRegistrations(&findings);
  AddClass(library, &findings);
  AddEvents(&findings);
  return findings;
}

}  // namespace handoff::sqlserver
