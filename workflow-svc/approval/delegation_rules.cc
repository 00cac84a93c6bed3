#include "workflow-svc/approval/delegation_rules.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/rules/values.h"
#include "workflow-svc/sla/sla_time.h"

namespace guanxi::workflow {
namespace {

using v1::Delegation;

// Steps that a search for a cycle takes.
constexpr int kMaxSteps = 10'000;

// For which moments and processes a chain of delegations is in force together.
struct Span {
  absl::Time start = absl::InfinitePast();
  absl::Time end = absl::InfiniteFuture();
  std::optional<std::set<std::string>> definitions;  // nothing: all

  bool empty() const { return start >= end || (definitions.has_value() && definitions->empty()); }
};

Span SpanOf(const Delegation& delegation) {
  Span span;
  span.start = ToTime(delegation.start_time());
  if (delegation.has_end_time()) span.end = ToTime(delegation.end_time());
  if (!delegation.definitions().empty()) {
    span.definitions.emplace(delegation.definitions().begin(), delegation.definitions().end());
  }
  return span;
}

Span Both(const Span& a, const Span& b) {
  Span both;
  both.start = std::max(a.start, b.start);
  both.end = std::min(a.end, b.end);
  if (!a.definitions.has_value() || !b.definitions.has_value()) {
    both.definitions = a.definitions.has_value() ? a.definitions : b.definitions;
    return both;
  }
  both.definitions.emplace();
  std::set_intersection(a.definitions->begin(), a.definitions->end(), b.definitions->begin(),
                        b.definitions->end(),
                        std::inserter(*both.definitions, both.definitions->end()));
  return both;
}

// Looks along all chains that are in force together with the one that it begins with.
class CycleSearch {
 public:
  CycleSearch(const Delegation& start, const DelegationsOf& find) : start_(start), find_(find) {}

  absl::Status From(const std::string& user, const Span& span, int depth) {
    if (user == start_.delegator()) {
      return FailedPrecondition("DELEGATION_CYCLE", start_.name(),
                                "deputy: a chain of delegations leads back to the delegator");
    }
    if (depth > kMaxDeputies || ++steps_ > kMaxSteps) {
      return FailedPrecondition("DELEGATION_TOO_LONG", start_.name(),
                                "deputy: too many delegations hang on this one");
    }
    GUANXI_ASSIGN_OR_RETURN(const std::vector<Delegation> next, find_(user));
    for (const Delegation& one : next) {
      // Its former self is not looked at: it is what is being replaced.
      if (one.name() == start_.name()) continue;
      const Span both = Both(span, SpanOf(one));
      if (!both.empty()) GUANXI_RETURN_IF_ERROR(From(one.deputy(), both, depth + 1));
    }
    return absl::OkStatus();
  }

 private:
  const Delegation& start_;
  const DelegationsOf& find_;
  int steps_ = 0;
};

}  // namespace

void NormalizeDelegation(Delegation* delegation, Violations*) {
  if (delegation->has_start_time()) rules::NormalizeTime(delegation->mutable_start_time());
  if (delegation->has_end_time()) rules::NormalizeTime(delegation->mutable_end_time());
  rules::NormalizeNote(delegation->mutable_note());
}

void CheckDelegation(const Delegation& next, Violations* violations) {
  if (next.deputy() == next.delegator()) violations->Add("deputy", "want somebody else");
  if (next.has_start_time()) rules::CheckTime("start_time", next.start_time(), violations);
  if (!next.has_end_time()) return;
  rules::CheckTime("end_time", next.end_time(), violations);
  if (ToTime(next.end_time()) <= ToTime(next.start_time())) {
    violations->Add("end_time", "want a time after start_time");
  }
}

bool IsInForce(const Delegation& delegation, const std::string& definition, absl::Time at) {
  const Span span = SpanOf(delegation);
  return at >= span.start && at < span.end &&
         (!span.definitions.has_value() || span.definitions->count(definition) != 0);
}

absl::StatusOr<std::string> DeputyOf(const std::string& user, const std::string& definition,
                                     absl::Time at, const DelegationsOf& find) {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Delegation> all, find(user));
  for (const Delegation& one : all) {
    if (IsInForce(one, definition, at)) return one.deputy();
  }
  return std::string();
}

absl::Status CheckNoCycle(const Delegation& next, const DelegationsOf& find) {
  return CycleSearch(next, find).From(next.deputy(), SpanOf(next), 1);
}

}  // namespace guanxi::workflow
