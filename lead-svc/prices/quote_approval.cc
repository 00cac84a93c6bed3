#include "lead-svc/prices/quote_approval.h"

#include "common/errors/errors.h"
#include "guanxi/lead/v1/quote.pb.h"

namespace guanxi::lead {
namespace {

using google::protobuf::Message;
using v1::Quote;

absl::Status CheckSubmitted(const Message& record) {
  const auto& quote = static_cast<const Quote&>(record);
  if (quote.state() != Quote::DRAFT) {
    return FailedPrecondition("QUOTE_NOT_DRAFT", quote.name(), "it is not DRAFT");
  }
  if (!quote.lines().empty()) return absl::OkStatus();
  return FailedPrecondition("QUOTE_EMPTY", quote.name(), "it has no lines");
}

approvals::ApprovalRules::Options Options() {
  approvals::ApprovalRules::Options options;
  options.type = Quote::descriptor();
  // As quote.proto says of `approval`.
  options.snapshot = {"display_name", "opportunity", "customer",        "price_book",
                      "currency",     "expire_date", "owner",           "department",
                      "total",        "above_limit", "largest_discount"};
  options.no_content = {"owner", "department", "note"};
  options.is_draft = [](const Message& record) {
    return static_cast<const Quote&>(record).state() == Quote::DRAFT;
  };
  return options;
}

}  // namespace

const approvals::ApprovalRules& QuoteApproval() {
  static const auto* const rules = new approvals::ApprovalRules(Options());
  return *rules;
}

approvals::ApprovedType ApprovedQuotes(const resource::Resource& quotes) {
  return {&quotes, &QuoteApproval(), &CheckSubmitted};
}

}  // namespace guanxi::lead
