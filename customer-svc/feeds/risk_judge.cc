#include "customer-svc/feeds/risk_judge.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text/utf8.h"

namespace guanxi::customer {
namespace {

using type::v1::RiskSeverity;
using v1::Finding;
using v1::RegistryProfile;
using v1::RiskSignal;

constexpr size_t kMostText = 1024;
constexpr int kTenth = 1000;  // basis points

// What is wrong, and how much; the gravest of several counts.
struct Verdict {
  RiskSeverity severity = type::v1::RISK_SEVERITY_UNSPECIFIED;
  std::vector<std::string> reasons = {};

  void Add(RiskSeverity of, std::string reason) {
    severity = std::max(severity, of);
    reasons.push_back(std::move(reason));
  }
};

void AddSignal(const Finding& finding, RiskSignal::Kind kind, const std::string& title,
               const Verdict& verdict, std::vector<RiskSignal>* signals) {
  if (verdict.severity == type::v1::RISK_SEVERITY_UNSPECIFIED) return;
  RiskSignal signal;
  signal.set_kind(kind);
  signal.set_severity(verdict.severity);
  signal.set_state(RiskSignal::OPEN);
  signal.set_title(title);
  *signal.mutable_occur_time() = finding.occur_time();
  v1::RiskEvidence& evidence = *signal.add_evidence();
  evidence.set_url(finding.url());
  evidence.set_text(
      std::string(text::TruncateUtf8(absl::StrJoin(verdict.reasons, "；"), kMostText)));
  signals->push_back(std::move(signal));
}

Verdict JudgeState(RegistryProfile::State state) {
  Verdict verdict;
  switch (state) {
    case RegistryProfile::ABNORMAL:
      verdict.Add(type::v1::RISK_HIGH, "经营异常");
      break;
    case RegistryProfile::SUSPENDED:
      verdict.Add(type::v1::RISK_HIGH, "停业");
      break;
    case RegistryProfile::LIQUIDATION:
      verdict.Add(type::v1::RISK_CRITICAL, "清算");
      break;
    case RegistryProfile::REVOKED:
      verdict.Add(type::v1::RISK_CRITICAL, "吊销");
      break;
    case RegistryProfile::DEREGISTERED:
      verdict.Add(type::v1::RISK_CRITICAL, "注销");
      break;
    default:
      break;
  }
  return verdict;
}

std::map<std::string, int> SharesOf(const RegistryProfile& profile) {
  std::map<std::string, int> shares;
  for (const v1::Shareholder& one : profile.shareholders()) {
    shares[one.display_name()] += one.share_basis_points();
  }
  return shares;
}

// Those who have the most come first.
std::string LargestOf(const RegistryProfile& profile) {
  return profile.shareholders().empty() ? "" : profile.shareholders(0).display_name();
}

// What went from some to others.
int MovedShares(const RegistryProfile& before, const RegistryProfile& now) {
  std::map<std::string, int> gained = SharesOf(now);
  for (const auto& [name, share] : SharesOf(before)) gained[name] -= share;
  int up = 0, down = 0;
  for (const auto& [name, share] : gained) (share > 0 ? up : down) += std::abs(share);
  return std::max(up, down);
}

void JudgeCapital(const RegistryProfile& before, const RegistryProfile& now, Verdict* verdict) {
  const google::type::Money& old = before.registered_capital();
  const google::type::Money& next = now.registered_capital();
  if (!before.has_registered_capital() || !now.has_registered_capital()) return;
  if (old.currency_code() != next.currency_code() || next.units() >= old.units()) return;
  verdict->Add(
      next.units() <= old.units() / 2 ? type::v1::RISK_HIGH : type::v1::RISK_MEDIUM,
      absl::StrCat("注册资本：", old.units(), " → ", next.units(), " ", next.currency_code()));
}

Verdict JudgeEquity(const RegistryProfile& before, const RegistryProfile& now) {
  Verdict verdict;
  const auto& old_head = before.legal_representative();
  const auto& head = now.legal_representative();
  if (!old_head.empty() && !head.empty() && old_head != head) {
    verdict.Add(type::v1::RISK_MEDIUM, absl::StrCat("法定代表人：", old_head, " → ", head));
  }
  if (!before.shareholders().empty() && !now.shareholders().empty()) {
    if (LargestOf(before) != LargestOf(now)) {
      verdict.Add(type::v1::RISK_HIGH,
                  absl::StrCat("最大股东：", LargestOf(before), " → ", LargestOf(now)));
    } else if (MovedShares(before, now) >= kTenth) {
      verdict.Add(type::v1::RISK_MEDIUM,
                  absl::StrCat("股权变更：", MovedShares(before, now) / 100, "%"));
    }
  }
  JudgeCapital(before, now, &verdict);
  return verdict;
}

Verdict JudgeCase(const Finding& finding) {
  Verdict verdict;
  if (finding.role() == "DEFENDANT") verdict.Add(type::v1::RISK_MEDIUM, "被告");
  if (finding.role() == "EXECUTED") verdict.Add(type::v1::RISK_HIGH, "被执行人");
  if (finding.role() == "DISHONEST") verdict.Add(type::v1::RISK_CRITICAL, "失信被执行人");
  return verdict;
}

Verdict JudgeOpinion(const Finding& finding) {
  Verdict verdict;
  const int sentiment = finding.sentiment();
  if (sentiment > -20) return verdict;
  const RiskSeverity severity = sentiment <= -80   ? type::v1::RISK_HIGH
                                : sentiment <= -50 ? type::v1::RISK_MEDIUM
                                                   : type::v1::RISK_LOW;
  verdict.Add(severity, absl::StrCat("情感：", sentiment));
  return verdict;
}

}  // namespace

std::vector<RiskSignal> SignalsOf(const Finding& finding, const RegistryProfile* before) {
  std::vector<RiskSignal> signals;
  switch (finding.kind()) {
    case v1::Feed::REGISTRY: {
      const RegistryProfile& now = finding.registry();
      if (before == nullptr || before->state() != now.state()) {
        const Verdict verdict = JudgeState(now.state());
        AddSignal(finding, RiskSignal::REGISTRY,
                  absl::StrCat("登记状态：", absl::StrJoin(verdict.reasons, "")), verdict,
                  &signals);
      }
      if (before != nullptr) {
        AddSignal(finding, RiskSignal::EQUITY, "工商变更", JudgeEquity(*before, now), &signals);
      }
      break;
    }
    case v1::Feed::LITIGATION:
      AddSignal(finding, RiskSignal::LAWSUIT, finding.title(), JudgeCase(finding), &signals);
      break;
    case v1::Feed::OPINION:
      AddSignal(finding, RiskSignal::OPINION, finding.title(), JudgeOpinion(finding), &signals);
      break;
    default:
      break;
  }
  return signals;
}

}  // namespace guanxi::customer
