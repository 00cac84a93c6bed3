#include "gateway/access/login_guard.h"

#include <arpa/inet.h>

#include <utility>

#include "absl/strings/str_cat.h"

namespace guanxi::access {

LoginGuard::LoginGuard(const LoginGuardOptions& options, Clock* clock)
    : remembered_(options.remembered),
      by_network_(options.per_network, clock),
      by_account_(options.per_account, clock) {}

LoginGuard::Attempt LoginGuard::Take(absl::string_view account, absl::string_view network) {
  Attempt attempt{absl::ZeroDuration(), std::string(account), std::string(network)};
  const std::string key = Key(account, network);
  attempt.wait = by_network_.Take(key);
  if (attempt.wait > absl::ZeroDuration() || Knows(key)) return attempt;
  attempt.wait = by_account_.Take(account);
  attempt.counted_for_account = attempt.wait == absl::ZeroDuration();
  if (!attempt.counted_for_account) by_network_.GiveBack(key);
  return attempt;
}

void LoginGuard::End(const Attempt& attempt, Outcome outcome) {
  if (outcome == Outcome::kWrong) return;
  std::string key = Key(attempt.account, attempt.network);
  by_network_.GiveBack(key);
  if (attempt.counted_for_account) by_account_.GiveBack(attempt.account);
  if (outcome == Outcome::kRight) Remember(std::move(key));
}

std::string LoginGuard::Key(absl::string_view account, absl::string_view network) {
  return absl::StrCat(account, "\n", network);
}

bool LoginGuard::Knows(const std::string& key) {
  MutexLock lock(&mutex_);
  return young_.contains(key) || old_.contains(key);
}

void LoginGuard::Remember(std::string key) {
  MutexLock lock(&mutex_);
  young_.insert(std::move(key));
  if (young_.size() < remembered_) return;
  old_ = std::move(young_);
  young_.clear();
}

std::string NetworkOf(absl::string_view address) {
  const std::string text(address);
  in6_addr v6;
  if (inet_pton(AF_INET, text.c_str(), &v6) == 1) return text;
  if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return "";
  char out[INET6_ADDRSTRLEN] = "";
  if (IN6_IS_ADDR_V4MAPPED(&v6)) {
    inet_ntop(AF_INET, &v6.s6_addr[12], out, sizeof(out));
    return out;
  }
  for (int i = 8; i < 16; ++i) v6.s6_addr[i] = 0;
  inet_ntop(AF_INET6, &v6, out, sizeof(out));
  return absl::StrCat(out, "/64");
}

}  // namespace guanxi::access
