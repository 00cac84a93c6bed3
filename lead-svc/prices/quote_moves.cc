#include "lead-svc/prices/quote_moves.h"

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/rules/values.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::lead {
namespace {

using google::protobuf::util::TimeUtil;
using v1::Quote;

google::protobuf::Timestamp Stamp(absl::Time now) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now));
}

absl::Status CheckNotExpired(const Quote& quote, absl::CivilDay today) {
  if (!quote.has_expire_date()) return absl::OkStatus();
  if (rules::DayOf(quote.expire_date()) >= today) return absl::OkStatus();
  return FailedPrecondition("QUOTE_EXPIRED", quote.name(), "its `expire_date` is over");
}

absl::Status CheckSent(const Quote& quote) {
  if (quote.state() == Quote::SENT) return absl::OkStatus();
  return FailedPrecondition("QUOTE_NOT_SENT", quote.name(), "it is not SENT");
}

absl::Status CheckApproved(const Quote& quote) {
  if (quote.approval().state() == type::v1::Approval::SUBMITTED) {
    return FailedPrecondition("APPROVAL_RUNNING", quote.name(), "its approval runs");
  }
  const bool is_approved = quote.approval().state() == type::v1::Approval::APPROVED;
  if (!quote.above_limit() || is_approved) return absl::OkStatus();
  if (quote.below_floor()) {
    return FailedPrecondition("PRICE_BELOW_FLOOR", quote.name(),
                              "a line costs less than the price book allows the roles of who "
                              "priced it, and that was not approved: submit it");
  }
  return Error(
      absl::StatusCode::kFailedPrecondition, "DISCOUNT_ABOVE_LIMIT",
      "more is taken off than the roles of who priced it allow, and that was not approved: "
      "submit it",
      {{"percent", quote.largest_discount().value()}});
}

}  // namespace

absl::Status Send(absl::Time now, absl::CivilDay today, Quote* quote) {
  if (quote->state() != Quote::DRAFT) {
    return FailedPrecondition("QUOTE_NOT_DRAFT", quote->name(), "it is not DRAFT");
  }
  if (quote->lines().empty()) {
    return FailedPrecondition("QUOTE_EMPTY", quote->name(), "it has no lines");
  }
  GUANXI_RETURN_IF_ERROR(CheckNotExpired(*quote, today));
  GUANXI_RETURN_IF_ERROR(CheckApproved(*quote));
  quote->set_state(Quote::SENT);
  *quote->mutable_send_time() = Stamp(now);
  return absl::OkStatus();
}

absl::Status Accept(absl::Time now, absl::CivilDay today, Quote* quote) {
  GUANXI_RETURN_IF_ERROR(CheckSent(*quote));
  GUANXI_RETURN_IF_ERROR(CheckNotExpired(*quote, today));
  quote->set_state(Quote::ACCEPTED);
  *quote->mutable_answer_time() = Stamp(now);
  return absl::OkStatus();
}

absl::Status Reject(const std::string& reason, absl::Time now, Quote* quote) {
  GUANXI_RETURN_IF_ERROR(CheckSent(*quote));
  quote->set_state(Quote::REJECTED);
  quote->set_reject_reason(reason);
  *quote->mutable_answer_time() = Stamp(now);
  return absl::OkStatus();
}

absl::Status Revise(int number, Quote* quote) {
  if (quote->state() == Quote::DRAFT) {
    return FailedPrecondition("QUOTE_IS_DRAFT", quote->name(), "it is DRAFT: change it");
  }
  quote->set_state(Quote::DRAFT);
  quote->set_version(number);
  quote->clear_send_time();
  quote->clear_answer_time();
  quote->clear_reject_reason();
  quote->clear_priced_lines();
  quote->clear_totals();
  quote->clear_total();
  quote->clear_above_limit();
  quote->clear_below_floor();
  quote->clear_largest_discount();
  quote->clear_approval();
  return absl::OkStatus();
}

}  // namespace guanxi::lead
