#include "common/approvals/approval_rules.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/approvals/snapshot.h"
#include "common/errors/errors.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::approvals {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::TimeUtil;
using type::v1::Approval;

const FieldDescriptor* FieldOf(const Message& record) {
  return record.GetDescriptor()->FindFieldByName("approval");
}

absl::Status Locked(const std::vector<std::string>& fields) {
  const std::string names = absl::StrJoin(fields, ", ");
  return Error(absl::StatusCode::kFailedPrecondition, "APPROVAL_LOCKED",
               absl::StrCat("its approval runs, which locks: ", names), {{"fields", names}});
}

}  // namespace

const Approval& ApprovalOf(const Message& record) {
  return static_cast<const Approval&>(record.GetReflection()->GetMessage(record, FieldOf(record)));
}

Approval* MutableApproval(Message* record) {
  return static_cast<Approval*>(record->GetReflection()->MutableMessage(record, FieldOf(*record)));
}

bool HasApproval(const Message& record) {
  return record.GetReflection()->HasField(record, FieldOf(record));
}

void ClearApproval(Message* record) {
  record->GetReflection()->ClearField(record, FieldOf(*record));
}

void WithdrawHere(const std::string& reason, absl::Time now, Approval* approval) {
  approval->set_state(Approval::WITHDRAWN);
  approval->set_reason(reason);
  *approval->mutable_end_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now));
}

ApprovalRules::ApprovalRules(Options options)
    : options_(std::move(options)), output_only_(options_.type) {}

std::map<std::string, workflow::v1::ProcessValue> ApprovalRules::Snapshot(
    const Message& record) const {
  std::map<std::string, workflow::v1::ProcessValue> values;
  for (const std::string& path : options_.snapshot) {
    for (std::string& text : TextsAt(record, path)) values[path].add_values(std::move(text));
  }
  return values;
}

bool ApprovalRules::HaveSameContent(const Message& a, const Message& b) const {
  const auto content = [&](const Message& record) {
    std::unique_ptr<Message> only(record.New());
    only->CopyFrom(record);
    output_only_.Clear(only.get());
    for (const char* field : {"name", "etag"}) {
      const auto* const found = options_.type->FindFieldByName(field);
      if (found != nullptr) only->GetReflection()->ClearField(only.get(), found);
    }
    for (const std::string& field : options_.no_content) {
      only->GetReflection()->ClearField(only.get(), options_.type->FindFieldByName(field));
    }
    return only;
  };
  return MessageDifferencer::Equals(*content(a), *content(b));
}

std::vector<std::string> ApprovalRules::Touched(const Message& old, const Message& next) const {
  const Approval& approval = ApprovalOf(old);
  // Until it is known what the process goes by, it may be anything that it was told.
  const bool is_known = !approval.instance().empty();
  std::vector<std::string> touched;
  const auto look = [&](const auto& paths) {
    for (const std::string& path : paths) {
      if (!IsSameAt(path, old, next)) touched.push_back(path);
    }
  };
  if (is_known) {
    look(approval.locked_paths());
  } else {
    look(options_.snapshot);
  }
  if (touched.empty() && !is_known && !HaveSameContent(old, next)) touched.push_back("*");
  return touched;
}

absl::Status ApprovalRules::Guard(absl::Time now, const Message* old, Message* next) const {
  if (old == nullptr) return absl::OkStatus();
  const Approval& was = ApprovalOf(*old);
  if (!MessageDifferencer::Equals(was, ApprovalOf(*next))) return absl::OkStatus();
  const bool is_draft = options_.is_draft(*old);
  if (was.state() == Approval::SUBMITTED) {
    const std::vector<std::string> touched = Touched(*old, *next);
    if (!touched.empty()) return Locked(touched);
    const bool ends = is_draft && !options_.is_draft(*next);
    if (ends && was.instance().empty()) return Locked({"state"});
    if (ends || (!was.goes_on() && !HaveSameContent(*old, *next))) {
      WithdrawHere(kContentChanged, now, MutableApproval(next));
    }
    return absl::OkStatus();
  }
  const bool stays = was.state() != Approval::APPROVED || !is_draft || !options_.is_draft(*next);
  if (!stays && !HaveSameContent(*old, *next)) {
    WithdrawHere(kContentChanged, now, MutableApproval(next));
  }
  return absl::OkStatus();
}

}  // namespace guanxi::approvals
