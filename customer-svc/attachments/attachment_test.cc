// Attachments on a real MariaDB: uploads, downloads, and what goes with what.
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/files/file_store.h"
#include "common/policy/policy.h"
#include "common/resource/methods.h"
#include "common/rpc/stream.h"
#include "common/testing/status_matchers.h"
#include "common/timers/runner.h"
#include "customer-svc/attachments/attachment_rules.h"
#include "customer-svc/attachments/attachment_service.h"
#include "customer-svc/test_service.h"
#include "gmock/gmock.h"
#include "google/api/httpbody.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/interaction_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::Attachment;
using v1::Interaction;

class AttachmentTest : public ::testing::Test {
 protected:
  AttachmentTest()
      : files_(service_.database.get(), &service_.clock),
        attachments_({service_.database.get(), &files_, service_.engine.get(),
                      service_.resources.get(), &service_.timers}),
        customer_(service_.Create(TestService::Company("灵动传媒")).name()),
        interaction_(Talk()) {}

  std::string Talk() {
    v1::CreateInteractionRequest request;
    request.set_parent(customer_);
    request.mutable_interaction()->set_channel(Interaction::CALL);
    request.mutable_interaction()->mutable_occur_time()->set_seconds(1'789'990'000);
    return service_.catalog->Of<Interaction>()
        .Create<Interaction>(service_.call(), request)
        ->name();
  }
  v1::UploadAttachmentRequest First(const std::string& bytes) const {
    v1::UploadAttachmentRequest first;
    first.set_parent(interaction_);
    first.set_kind(Attachment::RECORDING);
    first.set_display_name("通话录音.mp3");
    first.mutable_file()->set_content_type("audio/mpeg");
    first.mutable_file()->set_data(bytes);
    return first;
  }
  absl::StatusOr<Attachment> Upload(const rpc::Call& call,
                                    const v1::UploadAttachmentRequest& first) {
    const auto upload = attachments_.UploadAttachment(call);
    if (const absl::Status taken = upload->Take(first); !taken.ok()) {
      upload->Abandon();
      return taken;
    }
    return upload->Finish();
  }
  absl::StatusOr<Attachment> Upload(const std::string& bytes) {
    return Upload(service_.call(), First(bytes));
  }
  // All bytes, and the content type in front of them.
  absl::StatusOr<std::string> Download(const rpc::Call& call, const std::string& name) {
    v1::DownloadAttachmentRequest request;
    request.set_name(name);
    const auto sender = attachments_.DownloadAttachment(call, request);
    std::string all;
    while (true) {
      auto sent = sender->Next();
      if (!sent.ok()) return sent.status();
      absl::StrAppend(&all, sent->message->content_type(),
                      sent->message->content_type().empty() ? "" : "|", sent->message->data());
      if (sent->ends) return all;
    }
  }
  absl::Status Delete(const std::string& interaction) {
    v1::DeleteInteractionRequest request;
    request.set_name(interaction);
    return service_.catalog->Of<Interaction>()
        .Delete<Interaction>(service_.call(), request)
        .status();
  }
  int64_t Files() {
    EXPECT_THAT(files_.PurgeExpired(100), IsOk());
    return service_.Number("SELECT COUNT(*) FROM files");
  }
  rpc::Call CallWith(const std::string& role, const std::string& permission) {
    access::v1::PolicySnapshot snapshot;
    auto* const made = snapshot.add_roles();
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(role, made));
    made->set_name("roles/r");
    rpc::Call call = service_.call();
    auto* const user = snapshot.add_users();
    user->set_name(call.principal.subject);
    user->add_roles("roles/r");
    user->set_active(true);
    call.principal.rights =
        policy::Policy::Compile(std::move(snapshot))->Decide(call.principal, permission).value();
    return call;
  }

  TestService service_;
  files::FileStore files_;
  AttachmentServiceImpl attachments_;
  const std::string customer_;
  const std::string interaction_;
};

TEST_F(AttachmentTest, IsTakenInPiecesAndGivenOutWhole) {
  const std::string piece(700'000, 'x');
  const auto upload = attachments_.UploadAttachment(service_.call());
  ASSERT_THAT(upload->Take(First(piece)), IsOk());
  v1::UploadAttachmentRequest more;
  more.mutable_file()->set_data(piece);
  ASSERT_THAT(upload->Take(more), IsOk());
  const auto stored = upload->Finish();
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->size_bytes(), 1'400'000);
  EXPECT_EQ(stored->display_name(), "通话录音.mp3");
  EXPECT_EQ(stored->uploader(), service_.call().principal.subject);
  EXPECT_EQ(stored->create_time().seconds(), 1'790'000'000);
  const auto bytes = Download(service_.call(), stored->name());
  ASSERT_THAT(bytes, IsOk());
  EXPECT_EQ(*bytes, "audio/mpeg|" + piece + piece);
  v1::ListAttachmentsRequest list;
  list.set_parent(interaction_);
  const auto page =
      service_.catalog->Of<Attachment>().List<v1::ListAttachmentsResponse>(service_.call(), list);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->attachments_size(), 1);
  EXPECT_EQ(page->attachments(0).DebugString(), stored->DebugString());
  // It lives until somebody lets it go.
  service_.clock.Advance(absl::Hours(24 * 400));
  EXPECT_EQ(Files(), 1);
  // What people called it is stored apart.
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM files WHERE file_name LIKE '%录音%'"), 0);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM attachments WHERE body LIKE '%录音%'"), 0);
}

TEST_F(AttachmentTest, WrongUploadsLeaveNothing) {
  v1::UploadAttachmentRequest request = First("x");
  request.set_parent(customer_);
  EXPECT_THAT(Upload(service_.call(), request), HasReason("INVALID_NAME"));
  request.set_parent(customer_ + "/interactions/" + DeriveUuid("no", "one").ToString());
  EXPECT_THAT(Upload(service_.call(), request), HasReason("INTERACTION_NOT_FOUND"));
  EXPECT_THAT(Upload(""), HasReason("FILE_EMPTY"));
  EXPECT_THAT(Upload(std::string((1 << 20) + 1, 'x')), HasReason("PIECE_TOO_LARGE"));
  EXPECT_THAT(attachments_.UploadAttachment(service_.call())->Finish(), HasReason("FILE_EMPTY"));
  const auto upload = attachments_.UploadAttachment(service_.call());
  ASSERT_THAT(upload->Take(First("x")), IsOk());
  EXPECT_THAT(upload->Take(First("y")), HasReason("INVALID_FIELD"));
  upload->Abandon();
  service_.clock.Advance(absl::Hours(2));
  EXPECT_EQ(Files(), 0);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM attachments"), 0);
}

TEST_F(AttachmentTest, TheSameUploadTwiceIsOne) {
  v1::UploadAttachmentRequest request = First("abc");
  request.set_request_id(DeriveUuid("request", "1").ToString());
  const auto first = Upload(service_.call(), request);
  const auto second = Upload(service_.call(), request);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->name(), first->name());
  EXPECT_EQ(Files(), 1);
  // Other bytes are another request.
  request.mutable_file()->set_data("abd");
  EXPECT_THAT(Upload(service_.call(), request), HasReason("REQUEST_ID_REUSED"));
  EXPECT_EQ(Files(), 1);
}

TEST_F(AttachmentTest, AnInteractionHasTwenty) {
  for (int i = 0; i < kMaxAttachments; ++i) ASSERT_THAT(Upload("x"), IsOk());
  EXPECT_THAT(Upload("x"), HasReason("ATTACHMENT_LIMIT"));
  EXPECT_EQ(Files(), kMaxAttachments);
}

// For the last place.
TEST_F(AttachmentTest, NoMoreThanTwentyOfManyAtOnce) {
  for (int i = 1; i < kMaxAttachments; ++i) ASSERT_THAT(Upload("x"), IsOk());
  std::vector<std::unique_ptr<rpc::Receiver<v1::UploadAttachmentRequest, Attachment>>> uploads;
  for (int i = 0; i < 6; ++i) {
    uploads.push_back(attachments_.UploadAttachment(service_.call()));
    ASSERT_THAT(uploads.back()->Take(First("x")), IsOk());
  }
  std::atomic<int> stored{0}, refused{0};
  std::vector<std::thread> ends;
  for (const auto& upload : uploads) {
    ends.emplace_back([&stored, &refused, one = upload.get()] {
      const auto answer = one->Finish();
      if (answer.ok()) ++stored;
      if (Reason(answer.status()) == "ATTACHMENT_LIMIT") ++refused;
    });
  }
  for (std::thread& end : ends) end.join();
  EXPECT_EQ(stored.load(), 1);
  EXPECT_EQ(refused.load(), 5);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM attachments"), kMaxAttachments);
}

TEST_F(AttachmentTest, WhoDownloadsIsWrittenDown) {
  const auto stored = Upload("abc");
  ASSERT_THAT(stored, IsOk());
  ASSERT_THAT(Download(service_.call(), stored->name()), IsOk());
  EXPECT_EQ(service_.Text("SELECT CONCAT(actor, ' ', changed_fields) FROM changes WHERE "
                          "resource_type = 'attachment' AND kind = 6"),
            service_.call().principal.subject + " attachment.downloaded");
}

TEST_F(AttachmentTest, BytesGoWithTheAttachmentAndWithTheInteraction) {
  const auto one = Upload("abc");
  ASSERT_THAT(Upload("def"), IsOk());
  v1::DeleteAttachmentRequest request;
  request.set_name(one->name());
  ASSERT_THAT(service_.catalog->Of<Attachment>().Delete<Attachment>(service_.call(), request),
              IsOk());
  EXPECT_EQ(Files(), 1);
  EXPECT_THAT(Download(service_.call(), one->name()), HasReason("ATTACHMENT_NOT_FOUND"));
  ASSERT_THAT(Delete(interaction_), IsOk());
  EXPECT_EQ(Files(), 0);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM attachments"), 0);
}

TEST_F(AttachmentTest, WhatIsKeptUntilATimeGoesThen) {
  v1::UploadAttachmentRequest request = First("abc");
  request.mutable_retain_until()->set_seconds(1'790'000'000 + 3600);
  const auto stored = Upload(service_.call(), request);
  ASSERT_THAT(stored, IsOk());
  const std::string id = stored->name().substr(stored->name().rfind('/') + 1);
  EXPECT_EQ(service_.Text("SELECT CONCAT(timer_key, ' ', due_time) FROM timers WHERE kind = "
                          "'attachment_expiry'"),
            id + " 2026-09-21 15:13:20.000000");
  timers::Batch batch;
  batch.tenant = service_.tenant;
  // The second one is of what somebody deleted meanwhile: nothing to it.
  for (const std::string& key : {id, DeriveUuid("gone", "").ToString()}) {
    timers::ArmedTimer timer;
    timer.kind = kAttachmentExpiry;
    timer.key = key;
    batch.timers.push_back(timer);
  }
  const timers::Kind expiry = AttachmentExpiry(service_.resources->attachments.get());
  ASSERT_THAT(
      service_.engine->Write(service_.call().principal, {}, {},
                             [&](resource::UnitOfWork& work) { return expiry.fire(work, batch); }),
      IsOk());
  EXPECT_EQ(Files(), 0);
  EXPECT_THAT(Download(service_.call(), stored->name()), HasReason("ATTACHMENT_NOT_FOUND"));
}

// Deleting it first disarms what would.
TEST_F(AttachmentTest, ADeletedOneHasNoTimer) {
  v1::UploadAttachmentRequest request = First("abc");
  request.mutable_retain_until()->set_seconds(1'790'000'000 + 3600);
  ASSERT_THAT(Upload(service_.call(), request), IsOk());
  ASSERT_THAT(Delete(interaction_), IsOk());
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM timers WHERE kind = 'attachment_expiry'"), 0);
}

TEST_F(AttachmentTest, RightsFollowTheCustomer) {
  const auto stored = Upload("abc");
  ASSERT_THAT(stored, IsOk());
  const rpc::Call others = CallWith(
      "permissions { pattern: 'customers.*' scope: SELF } unmasks: NOTE", "customers.read");
  EXPECT_THAT(Download(others, stored->name()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Upload(others, First("x")), StatusIs(absl::StatusCode::kNotFound));
  // Who sees what was said masked does not hear it either.
  const rpc::Call masked =
      CallWith("permissions { pattern: 'customers.*' scope: ALL }", "customers.read");
  EXPECT_THAT(Download(masked, stored->name()), HasReason("FIELD_NOT_ALLOWED"));
  const rpc::Call open = CallWith(
      "permissions { pattern: 'customers.read' scope: ALL } unmasks: NOTE", "customers.read");
  EXPECT_THAT(Download(open, stored->name()), IsOk());
}

}  // namespace
}  // namespace guanxi::customer
