#include "gateway/access/login_guard.h"

#include <arpa/inet.h>

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/errors/errors.h"
#include "gateway/access/password.h"

namespace guanxi::access {
namespace {

// `expire_time` is when the bucket is full again. It is written, never only locked: that is what
// excludes others on a cluster, too.
const db::Query kTake{
    "login.take",
    "INSERT INTO login_buckets (tenant_id, bucket, expire_time) VALUES (?, ?, ?) ON DUPLICATE KEY "
    "UPDATE expire_time = GREATEST(expire_time, ?) + INTERVAL ? MICROSECOND"};
const db::Query kSelect{
    "login.select",
    "SELECT b.expire_time FROM login_buckets b WHERE b.tenant_id = ? AND b.bucket = ?"};
const db::Query kGiveBack{
    "login.give_back",
    "UPDATE login_buckets SET expire_time = expire_time - INTERVAL ? MICROSECOND WHERE tenant_id = "
    "? AND bucket = ?"};
const db::Query kRemember{
    "login.remember",
    "INSERT INTO login_buckets (tenant_id, bucket, expire_time) VALUES (?, ?, ?) ON DUPLICATE KEY "
    "UPDATE expire_time = VALUES(expire_time)"};

// What the row of a bucket, or of a network that the account is known from, is called.
std::string Name(absl::string_view kind, const LoginGuard::Try& one, bool with_network) {
  return crypto::Sha256(
      absl::StrCat(kind, "\n", one.account, "\n", with_network ? one.network : std::string()));
}
std::string NetworkRow(const LoginGuard::Try& one, const LoginGuard::Attempt& attempt) {
  return Name(attempt.is_known ? "known network" : "network", one, true);
}
std::string AccountRow(const LoginGuard::Try& one) { return Name("account", one, false); }
std::string KnownRow(const LoginGuard::Try& one) { return Name("known", one, true); }

}  // namespace

LoginGuard::LoginGuard(db::Database* database, const LoginGuardOptions& options, Clock* clock)
    : database_(database), options_(options), clock_(clock) {}

absl::StatusOr<absl::Duration> LoginGuard::TakeFrom(db::Transaction& tx, const Try& one,
                                                    const std::string& name, const Bucket& bucket) {
  const absl::Time now = clock_->Now();
  // Whoever is refused anyway writes nothing.
  GUANXI_ASSIGN_OR_RETURN(const db::Rows before, tx.Select(kSelect, {one.tenant.bytes(), name}));
  if (!before.empty()) {
    const absl::Duration wait =
        before[0].Time(0) + bucket.refill - now - bucket.burst * bucket.refill;
    if (wait > absl::Microseconds(1)) return wait;
  }
  GUANXI_RETURN_IF_ERROR(tx.Execute(kTake, {one.tenant.bytes(), name, now + bucket.refill, now,
                                            absl::ToInt64Microseconds(bucket.refill)})
                             .status());
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelect, {one.tenant.bytes(), name}));
  // Over-full when it takes more than a whole bucket's time to be full.
  const absl::Duration wait = rows[0].Time(0) - now - bucket.burst * bucket.refill;
  // The database keeps whole microseconds.
  if (wait <= absl::Microseconds(1)) return absl::ZeroDuration();
  GUANXI_RETURN_IF_ERROR(GiveBack(tx, one, name, bucket));
  return wait;
}

absl::Status LoginGuard::GiveBack(db::Transaction& tx, const Try& one, const std::string& name,
                                  const Bucket& bucket) {
  return tx.Execute(kGiveBack, {absl::ToInt64Microseconds(bucket.refill), one.tenant.bytes(), name})
      .status();
}

absl::StatusOr<LoginGuard::Attempt> LoginGuard::Take(const Try& one) {
  Attempt attempt;
  GUANXI_RETURN_IF_ERROR(database_->ReadWrite(
      {db::Lane::kPoint, one.deadline}, [&](db::Transaction& tx) -> absl::Status {
        attempt = Attempt();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows known,
                                tx.Select(kSelect, {one.tenant.bytes(), KnownRow(one)}));
        // Nowhere is no place that somebody is known from.
        attempt.is_known =
            !one.network.empty() && !known.empty() && known[0].Time(0) > clock_->Now();
        const std::string network = NetworkRow(one, attempt);
        GUANXI_ASSIGN_OR_RETURN(attempt.wait, TakeFrom(tx, one, network, NetworkBucket(attempt)));
        if (attempt.is_known || attempt.wait > absl::ZeroDuration()) return absl::OkStatus();
        GUANXI_ASSIGN_OR_RETURN(attempt.wait,
                                TakeFrom(tx, one, AccountRow(one), options_.per_account));
        attempt.counted_for_account = attempt.wait == absl::ZeroDuration();
        if (attempt.counted_for_account) return absl::OkStatus();
        return GiveBack(tx, one, network, NetworkBucket(attempt));
      }));
  return attempt;
}

absl::Status LoginGuard::End(const Try& one, const Attempt& attempt, Outcome outcome) {
  if (outcome == Outcome::kWrong) return absl::OkStatus();
  return database_->ReadWrite(
      {db::Lane::kPoint, one.deadline}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_RETURN_IF_ERROR(GiveBack(tx, one, NetworkRow(one, attempt), NetworkBucket(attempt)));
        if (attempt.counted_for_account) {
          GUANXI_RETURN_IF_ERROR(GiveBack(tx, one, AccountRow(one), options_.per_account));
        }
        if (outcome != Outcome::kRight) return absl::OkStatus();
        return tx
            .Execute(kRemember,
                     {one.tenant.bytes(), KnownRow(one), clock_->Now() + options_.remembered})
            .status();
      });
}

absl::StatusOr<bool> TryOnce(LoginGuard& guard, PasswordHasher& hasher, const LoginGuard::Try& one,
                             absl::string_view secret, absl::string_view hash, bool acceptable) {
  using Outcome = LoginGuard::Outcome;
  GUANXI_ASSIGN_OR_RETURN(const LoginGuard::Attempt attempt, guard.Take(one));
  if (attempt.wait > absl::ZeroDuration()) {
    return ResourceExhausted("TEMPORARILY_UNAVAILABLE",
                             "too many failures; see the retry-after header", attempt.wait);
  }
  const absl::StatusOr<bool> matches = hasher.Matches(secret, hash, one.deadline);
  const bool right = matches.ok() && *matches && acceptable;
  const absl::Status ended = guard.End(one, attempt,
                                       !matches.ok() ? Outcome::kUnknown
                                       : right       ? Outcome::kRight
                                                     : Outcome::kWrong);
  GUANXI_RETURN_IF_ERROR(matches.status());
  GUANXI_RETURN_IF_ERROR(ended);
  return right;
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

std::vector<db::Query> LoginQueries() { return {kTake, kSelect, kGiveBack, kRemember}; }

}  // namespace guanxi::access
