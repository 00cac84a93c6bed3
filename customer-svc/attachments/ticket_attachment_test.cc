// Files of tickets on a real MariaDB: who may do what with them, and how long they stay.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/files/file_store.h"
#include "common/resource/methods.h"
#include "common/resource/unit_of_work.h"
#include "common/rpc/stream.h"
#include "common/testing/status_matchers.h"
#include "common/timers/runner.h"
#include "customer-svc/attachments/attachment_rules.h"
#include "customer-svc/attachments/attachment_service.h"
#include "customer-svc/tickets/ticket_testing.h"
#include "google/api/httpbody.pb.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/ticket_attachment_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::TicketAttachment;

class TicketAttachmentTest : public TicketTestBase {
 protected:
  TicketAttachmentTest()
      : files_(service_.database.get(), &service_.clock),
        attachments_({service_.database.get(), &files_, service_.engine.get(),
                      service_.resources.get(), &service_.timers}) {}

  static v1::UploadTicketAttachmentRequest Of(const std::string& ticket) {
    v1::UploadTicketAttachmentRequest first;
    first.set_parent(ticket);
    first.set_kind(v1::Attachment::IMAGE);
    first.set_display_name("故障照片.jpg");
    first.mutable_file()->set_content_type("image/jpeg");
    first.mutable_file()->set_data("abc");
    return first;
  }
  absl::StatusOr<TicketAttachment> Upload(const rpc::Call& call,
                                          const v1::UploadTicketAttachmentRequest& first) {
    const auto upload = attachments_.UploadTicketAttachment(call);
    if (const absl::Status taken = upload->Take(first); !taken.ok()) {
      upload->Abandon();
      return taken;
    }
    return upload->Finish();
  }
  absl::StatusOr<TicketAttachment> Upload(const std::string& ticket) {
    return Upload(service_.call(), Of(ticket));
  }
  absl::StatusOr<std::string> Download(const rpc::Call& call, const std::string& name) {
    v1::DownloadTicketAttachmentRequest request;
    request.set_name(name);
    auto sent = attachments_.DownloadTicketAttachment(call, request)->Next();
    if (!sent.ok()) return sent.status();
    return absl::StrCat(sent->message->content_type(), "|", sent->message->data());
  }
  int64_t Files() {
    EXPECT_THAT(files_.PurgeExpired(100), IsOk());
    return service_.Number("SELECT COUNT(*) FROM files");
  }

  files::FileStore files_;
  TicketAttachmentServiceImpl attachments_;
};

TEST_F(TicketAttachmentTest, IsTakenListedAndGivenOutAndTheAccessIsWrittenDown) {
  const std::string ticket = New().name();
  const auto stored = Upload(ticket);
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->display_name(), "故障照片.jpg");
  EXPECT_EQ(stored->size_bytes(), 3);
  EXPECT_EQ(stored->uploader(), service_.call().principal.subject);
  v1::ListTicketAttachmentsRequest list;
  list.set_parent(ticket);
  const auto page =
      service_.catalog->Of<TicketAttachment>().List<v1::ListTicketAttachmentsResponse>(
          service_.call(), list);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->ticket_attachments_size(), 1);
  EXPECT_EQ(page->ticket_attachments(0).DebugString(), stored->DebugString());
  const auto bytes = Download(service_.call(), stored->name());
  ASSERT_THAT(bytes, IsOk());
  EXPECT_EQ(*bytes, "image/jpeg|abc");
  EXPECT_EQ(service_.Text("SELECT CONCAT(actor, ' ', changed_fields) FROM changes WHERE "
                          "resource_type = 'ticket_attachment' AND kind = 6"),
            service_.call().principal.subject + " attachment.downloaded");
  // It lives as long as its ticket, and what people called it is stored apart.
  service_.clock.Advance(absl::Hours(24 * 400));
  EXPECT_EQ(Files(), 1);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM ticket_attachments WHERE body LIKE '%照片%'"), 0);
}

TEST_F(TicketAttachmentTest, WrongUploadsLeaveNothing) {
  const std::string ticket = New().name();
  v1::UploadTicketAttachmentRequest request = Of(customer_);
  EXPECT_THAT(Upload(service_.call(), request), HasReason("INVALID_NAME"));
  request.set_parent(absl::StrCat("serviceTickets/", DeriveUuid("no", "one").ToString()));
  EXPECT_THAT(Upload(service_.call(), request), HasReason("SERVICE_TICKET_NOT_FOUND"));
  request = Of(ticket);
  request.set_display_name("../x");
  request.clear_kind();
  EXPECT_THAT(Upload(service_.call(), request), HasReason("INVALID_FIELD"));
  v1::MergeServiceTicketsRequest merge;
  merge.set_name(New().name());
  merge.add_others(ticket);
  ASSERT_THAT(methods_.MergeServiceTickets(service_.call(), merge), IsOk());
  EXPECT_THAT(Upload(ticket), HasReason("TICKET_STATE"));
  service_.clock.Advance(absl::Hours(2));
  EXPECT_EQ(Files(), 0);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM ticket_attachments"), 0);
}

TEST_F(TicketAttachmentTest, ATicketHasTwentyAndNoRequestMakesTwo) {
  const std::string ticket = New().name();
  v1::UploadTicketAttachmentRequest request = Of(ticket);
  request.set_request_id(DeriveUuid("request", "1").ToString());
  const auto first = Upload(service_.call(), request);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(Upload(service_.call(), request)->name(), first->name());
  EXPECT_EQ(Files(), 1);
  for (int i = 1; i < kMaxAttachments; ++i) ASSERT_THAT(Upload(ticket), IsOk());
  EXPECT_THAT(Upload(ticket), HasReason("ATTACHMENT_LIMIT"));
  EXPECT_THAT(Upload(New().name()), IsOk());
}

TEST_F(TicketAttachmentTest, WhatIsKeptUntilATimeGoesThenAndADeletedOneHasNoTimer) {
  const std::string armed = "SELECT COUNT(*) FROM timers WHERE kind = 'ticket_attachment_expiry'";
  v1::UploadTicketAttachmentRequest request = Of(New().name());
  request.mutable_retain_until()->set_seconds(absl::ToUnixSeconds(service_.clock.Now()) + 3600);
  const auto stays = Upload(service_.call(), request);
  const auto goes = Upload(service_.call(), request);
  ASSERT_THAT(goes, IsOk());
  EXPECT_EQ(service_.Number(armed), 2);
  v1::DeleteTicketAttachmentRequest erase;
  erase.set_name(stays->name());
  ASSERT_THAT(
      service_.catalog->Of<TicketAttachment>().Delete<TicketAttachment>(service_.call(), erase),
      IsOk());
  EXPECT_EQ(service_.Number(armed), 1);
  EXPECT_EQ(Files(), 1);
  timers::Batch batch;
  batch.tenant = service_.tenant;
  timers::ArmedTimer timer;
  timer.kind = kTicketAttachmentExpiry;
  timer.key = goes->name().substr(goes->name().rfind('/') + 1);
  batch.timers.push_back(timer);
  const timers::Kind expiry = AttachmentExpiry(service_.resources->ticket_attachments.get());
  ASSERT_THAT(
      service_.engine->Write(service_.call().principal, {}, {},
                             [&](resource::UnitOfWork& work) { return expiry.fire(work, batch); }),
      IsOk());
  EXPECT_EQ(Files(), 0);
  EXPECT_THAT(Download(service_.call(), goes->name()), HasReason("TICKET_ATTACHMENT_NOT_FOUND"));
}

TEST_F(TicketAttachmentTest, RightsFollowTheTicket) {
  Ticket ticket = Calls("无法登录后台");
  ticket.set_owner(User("li"));
  const std::string name = Create(ticket)->name();
  const auto stored = Upload(name);
  ASSERT_THAT(stored, IsOk());
  const Permissions own = {{"serviceTickets.*", access::v1::SELF}};
  const rpc::Call stranger = CallAs("wang", own, "serviceTickets.read");
  EXPECT_THAT(Download(stranger, stored->name()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Upload(CallAs("wang", own, "serviceTickets.update"), Of(name)),
              HasReason("SERVICE_TICKET_NOT_FOUND"));
  EXPECT_THAT(Upload(CallAs("li", own, "serviceTickets.update"), Of(name)), IsOk());
  // Who sees what the customer says masked does not see his pictures either.
  EXPECT_THAT(Download(CallAs("li", own, "serviceTickets.read"), stored->name()),
              HasReason("FIELD_NOT_ALLOWED"));
}

}  // namespace
}  // namespace guanxi::customer
