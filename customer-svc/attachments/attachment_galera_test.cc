// An interaction that is deleted on one node while a file is added to it on another.
#include <memory>
#include <string>
#include <vector>

#include "common/files/file_store.h"
#include "common/resource/methods.h"
#include "common/rpc/stream.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/attachments/attachment_service.h"
#include "customer-svc/galera_testing.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/attachment_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/interaction_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::Attachment;
using v1::Interaction;

constexpr int kRounds = 150;

class AttachmentGaleraTest : public GaleraTest {
 protected:
  using Upload = rpc::Receiver<v1::UploadAttachmentRequest, Attachment>;

  AttachmentGaleraTest()
      : files_(second_.database.get(), &second_.clock),
        attachments_({second_.database.get(), &files_, second_.engine.get(),
                      second_.resources.get(), &second_.timers}),
        customer_(first_.Create(TestService::Company("云")).name()) {}

  std::string Talk() {
    v1::CreateInteractionRequest request;
    request.set_parent(customer_);
    request.mutable_interaction()->set_channel(Interaction::CALL);
    request.mutable_interaction()->mutable_occur_time()->set_seconds(1'789'990'000);
    return first_.catalog->Of<Interaction>().Create<Interaction>(first_.call(), request)->name();
  }
  // On the second node, all of its bytes but not stored yet.
  std::unique_ptr<Upload> Begin(const std::string& interaction) {
    v1::UploadAttachmentRequest request;
    request.set_parent(interaction);
    request.set_kind(Attachment::RECORDING);
    request.set_display_name("通话录音.mp3");
    request.mutable_file()->set_content_type("audio/mpeg");
    request.mutable_file()->set_data("bytes");
    auto upload = attachments_.UploadAttachment(second_.call());
    EXPECT_THAT(upload->Take(request), IsOk());
    return upload;
  }

  files::FileStore files_;
  AttachmentServiceImpl attachments_;
  const std::string customer_;
};

TEST_F(AttachmentGaleraTest, NoneIsLeftOfAnInteractionThatIsGone) {
  std::vector<std::string> interactions;
  std::vector<std::unique_ptr<Upload>> uploads;
  for (int i = 0; i < kRounds; ++i) {
    interactions.push_back(Talk());
    uploads.push_back(Begin(interactions.back()));
  }
  int deleted = 0;
  Race(kRounds, [&](TestService& service, int round) {
    if (&service == &second_) {
      uploads[round]->Finish().status().IgnoreError();
      return;
    }
    // The bytes are stored first: a little later each time, so as to meet what comes then.
    for (int i = 0; i < round % 16; ++i) service.Number("SELECT COUNT(*) FROM customers");
    v1::DeleteInteractionRequest request;
    request.set_name(interactions[round]);
    const auto gone =
        service.catalog->Of<Interaction>().Delete<Interaction>(service.call(), request);
    deleted += gone.ok() ? 1 : 0;
  });
  EXPECT_GT(deleted, kRounds / 2);
  for (TestService* service : {&first_, &second_}) {
    EXPECT_EQ(
        service->Number("SELECT COUNT(*) FROM attachments a LEFT JOIN interactions i ON "
                        "i.tenant_id = a.tenant_id AND i.id = a.parent_id WHERE i.id IS NULL"),
        0);
  }
}

}  // namespace
}  // namespace guanxi::customer
