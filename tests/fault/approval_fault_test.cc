// workflow-svc is killed before and after each transaction of a process: its start, a decision, a
// limit that is due, what is told of it. Whoever repeats his call goes on as if nothing had
// happened, and nothing is there half or twice.
#include <grpcpp/channel.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/notification_service.grpc.pb.h"
#include "tests/fault/approval_recounts.h"
#include "tests/fault/approvals.h"
#include "tests/fault/recount.h"
#include "tests/fault/stack.h"

namespace guanxi::fault {
namespace {

using workflow::v1::Notification;
using workflow::v1::NotificationService;

constexpr absl::Duration kPatience = absl::Seconds(40);
constexpr absl::Duration kInterval = absl::Milliseconds(20);

// Where it dies: around the n-th commit that wrote by a statement. One process is at work at a
// time, and each of its steps writes its state: the start, the first approval, what is told of the
// process within, the limit's.
struct Point {
  const char* text;
  int times;
};
constexpr Point kPoints[] = {
    {"UPDATE process_states", 1}, {"UPDATE process_states", 2}, {"UPDATE process_states", 3},
    {"UPDATE process_states", 4}, {"INTO event_log", 1},        {"DELETE FROM notices", 1},
};

class ApprovalFaultTest : public ::testing::Test {
 protected:
  ApprovalFaultTest() {
    Stack::Options options;
    options.with_workflow = true;
    stack_ = Stack::Start(options).value();
    database_ = db::Database::Create({stack_->workflow_schema()}).value();
    const auto channel = rpc::NewChannel(stack_->workflow_client());
    approvals_ = std::make_unique<Approvals>(channel);
    notifications_ = NotificationService::NewStub(channel);
  }

  // Makes the call again until it is answered, over the death of the service.
  absl::Status Insist(const std::function<absl::Status()>& call) {
    absl::Status status;
    const bool is_answered = Eventually(
        [&] {
          status = call();
          if (status.ok() || !IsPassing(status)) return true;
          status = Revive();
          return !status.ok();
        },
        kPatience, kInterval);
    return is_answered ? status : absl::DeadlineExceededError("no answer");
  }
  absl::Status Revive() {
    if (has_died_ || !stack_->HasDiedAt(point_)) return absl::OkStatus();
    has_died_ = true;
    return stack_->RestartWorkflow("");
  }

  std::string NewId() { return ids_.Next().ToString(); }

  // One process from its start to its end, over a death.
  absl::Status GoThrough() {
    std::string instance, task;
    const std::string start = NewId(), approve = NewId();
    GUANXI_RETURN_IF_ERROR(Insist([&]() -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(instance, approvals_->Start(definition_, start));
      return absl::OkStatus();
    }));
    ++started_;
    instances_.push_back(instance);
    GUANXI_RETURN_IF_ERROR(Insist([&]() -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(task, approvals_->OpenTask(instance));
      return absl::OkStatus();
    }));
    GUANXI_RETURN_IF_ERROR(Insist([&] { return approvals_->Approve(task, approve); }));
    // What was answered is answered again.
    GUANXI_RETURN_IF_ERROR(Insist([&] { return approvals_->Approve(task, approve); }));
    GUANXI_RETURN_IF_ERROR(AwaitTask(instance));
    ahead_ += 2 * Approvals::kLimit;
    GUANXI_RETURN_IF_ERROR(stack_->MoveBusinessTime(ahead_));
    absl::Status status;
    const bool ends = Eventually(
        [&] {
          const absl::StatusOr<bool> is_approved = approvals_->IsApproved(instance);
          if (is_approved.ok()) return *is_approved;
          status = Revive();
          return !status.ok();
        },
        kPatience, kInterval);
    return ends ? status : absl::DeadlineExceededError("the process does not end");
  }

  // Until there is something to decide, over a death.
  absl::Status AwaitTask(const std::string& instance) {
    return Insist([&]() -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(const std::string task, approvals_->OpenTask(instance));
      return task.empty() ? absl::UnavailableError("the next task is yet to come")
                          : absl::OkStatus();
    });
  }

  void DieAt(absl::string_view moment, const Point& point) {
    point_ = absl::StrCat(moment, "|", point.text, "|", point.times);
    has_died_ = false;
    ASSERT_THAT(stack_->RestartWorkflow(point_), IsOk()) << point_;
    ASSERT_THAT(GoThrough(), IsOk()) << point_ << "; " << Judge();
    ASSERT_TRUE(
        Eventually([&] { return has_died_ || stack_->HasDiedAt(point_); }, absl::Seconds(30)))
        << "it does not come to " << point_ << "; " << Judge();
    ASSERT_THAT(Revive(), IsOk());
  }

  // How many ends its initiator was told of.
  int64_t CountTold() {
    workflow::v1::ListNotificationsRequest request;
    request.set_page_size(1000);
    workflow::v1::ListNotificationsResponse response;
    EXPECT_THAT(
        Insist([&] {
          grpc::ClientContext context;
          rpc::Prepare(absl::Seconds(20), "", &context);
          return FromGrpcStatus(notifications_->ListNotifications(&context, request, &response));
        }),
        IsOk());
    int64_t told = 0;
    for (const Notification& one : response.notifications()) {
      if (one.kind() == Notification::PROCESS_ENDED) told += one.count();
    }
    return told;
  }

  // "" if everything is as it should be.
  std::string Judge() {
    return fault::Judge(*database_, kApprovalRecounts,
                        {{"@w", stack_->workflow_schema().schema}, {"@n", absl::StrCat(started_)}});
  }

  UuidSource ids_;
  std::unique_ptr<Stack> stack_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<Approvals> approvals_;
  std::unique_ptr<NotificationService::Stub> notifications_;
  std::string definition_, point_;
  bool has_died_ = false;
  int started_ = 0;
  std::vector<std::string> instances_;
  absl::Duration ahead_;
};

TEST_F(ApprovalFaultTest, WhereverItDiesNothingIsLeftHalfDone) {
  const auto defined = approvals_->Define();
  ASSERT_THAT(defined, IsOk());
  definition_ = *defined;
  for (const Point& point : kPoints) {
    for (const char* const moment : {"before", "after"}) {
      ASSERT_NO_FATAL_FAILURE(DieAt(moment, point));
    }
  }
  std::string verdict;
  EXPECT_TRUE(Eventually(
      [&] {
        verdict = Judge();
        return verdict.empty();
      },
      absl::Minutes(1), absl::Milliseconds(200)))
      << verdict << "of " << started_;
  EXPECT_EQ(CountTold(), started_);
  for (const std::string& instance : instances_) {
    EXPECT_THAT(approvals_->FaultOf(instance), IsOkAndHolds("")) << instance;
  }
}

}  // namespace
}  // namespace guanxi::fault
