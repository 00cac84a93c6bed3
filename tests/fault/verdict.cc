#include "tests/fault/verdict.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace guanxi::fault {
namespace {

using Findings = std::vector<Finding>;

constexpr size_t kExamples = 5;

const char* FaultName(Fault fault) {
  switch (fault) {
    case Fault::kLost:
      return "LOST";
    case Fault::kAltered:
      return "ALTERED";
    case Fault::kDoubled:
      return "DOUBLED";
    case Fault::kUnasked:
      return "UNASKED";
    case Fault::kSurprise:
      return "SURPRISE";
    case Fault::kHistory:
      return "HISTORY";
    case Fault::kOutbox:
      return "OUTBOX";
  }
  return "?";
}

void JudgeAcknowledged(const std::string& display_name, const Told::Customer& told,
                       const World::Customer& found, int64_t version, Findings* findings) {
  if (found.name != told.name || found.content != told.content) {
    findings->push_back({Fault::kAltered, absl::StrCat(display_name, ": acknowledged as ",
                                                       told.content, ", read ", found.content)});
  } else if (version != told.writes) {
    findings->push_back({Fault::kAltered, absl::StrCat(display_name, ": ", told.writes,
                                                       " acknowledged writes, version ", version)});
  }
}

void JudgeCustomers(const Told& told, const World& world, Findings* findings) {
  std::map<std::string, std::vector<const World::Customer*>> found;
  for (const World::Customer& customer : world.customers) {
    found[customer.display_name].push_back(&customer);
  }
  for (const auto& [display_name, customers] : found) {
    if (told.customers.count(display_name) == 0) {
      findings->push_back({Fault::kUnasked, display_name});
    }
    if (customers.size() > 1) {
      findings->push_back(
          {Fault::kDoubled, absl::StrCat(display_name, ": ", customers.size(), " customers")});
    }
  }
  for (const auto& [display_name, customer] : told.customers) {
    if (customer.writes == 0) continue;  // may be there or not
    const auto it = found.find(display_name);
    if (it == found.end()) {
      findings->push_back({Fault::kLost, absl::StrCat(display_name, ": ", customer.name)});
    } else if (it->second.size() == 1) {
      const auto version = world.versions.find(customer.name);
      JudgeAcknowledged(display_name, customer, *it->second.front(),
                        version == world.versions.end() ? 0 : version->second, findings);
    }
  }
}

void JudgeHistory(const World& world, Findings* findings) {
  std::map<std::string, std::vector<int64_t>> histories;
  for (const auto& [name, version] : world.versions) histories[name];
  for (const World::Change& change : world.changes) {
    histories[change.resource].push_back(change.sequence);
  }
  for (auto& [name, sequences] : histories) {
    std::sort(sequences.begin(), sequences.end());
    const auto version = world.versions.find(name);
    const size_t wanted = version == world.versions.end() ? 0 : version->second;
    bool whole = sequences.size() == wanted;
    for (size_t i = 0; i < sequences.size(); ++i) {
      whole = whole && sequences[i] == static_cast<int64_t>(i) + 1;
    }
    if (whole) continue;
    findings->push_back({Fault::kHistory, absl::StrCat(name, ": version ", wanted, ", changes ",
                                                       absl::StrJoin(sequences, ","))});
  }
}

void JudgeOutbox(const World& world, Findings* findings) {
  std::set<std::string> changes;
  for (const World::Change& change : world.changes) changes.insert(change.event);
  const std::set<std::string> outbox(world.outbox.begin(), world.outbox.end());
  for (const std::string& event : changes) {
    if (outbox.count(event) == 0) findings->push_back({Fault::kOutbox, event + ": no outbox row"});
  }
  for (const std::string& event : outbox) {
    if (changes.count(event) == 0) findings->push_back({Fault::kOutbox, event + ": no change row"});
  }
  if (outbox.size() != world.outbox.size()) {
    findings->push_back({Fault::kOutbox, "an event has two outbox rows"});
  }
}

}  // namespace

std::vector<Finding> Judge(const Told& told, const World& world) {
  Findings findings;
  for (const std::string& surprise : told.surprises) {
    findings.push_back({Fault::kSurprise, surprise});
  }
  JudgeCustomers(told, world, &findings);
  JudgeHistory(world, &findings);
  JudgeOutbox(world, &findings);
  return findings;
}

int64_t Count(const std::vector<Finding>& findings, Fault fault) {
  return std::count_if(findings.begin(), findings.end(),
                       [&](const Finding& finding) { return finding.fault == fault; });
}

std::string Describe(const std::vector<Finding>& findings) {
  std::map<Fault, std::vector<std::string>> details;
  for (const Finding& finding : findings) details[finding.fault].push_back(finding.detail);
  std::string text;
  for (auto& [fault, all] : details) {
    absl::StrAppend(&text, FaultName(fault), ": ", all.size(), "\n  ");
    if (all.size() > kExamples) all.resize(kExamples);
    absl::StrAppend(&text, absl::StrJoin(all, "\n  "), "\n");
  }
  return text;
}

std::ostream& operator<<(std::ostream& out, const Finding& finding) {
  return out << FaultName(finding.fault) << " " << finding.detail;
}

}  // namespace guanxi::fault
