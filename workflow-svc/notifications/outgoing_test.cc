#include "workflow-svc/notifications/outgoing.h"

#include "absl/strings/str_cat.h"
#include "common/outgoing/sinks.h"
#include "common/testing/server_process.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::workflow {
namespace {

using outgoing::HttpSink;
using outgoing::SmtpSink;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::Delivery;

Outgoing Allowing(std::set<std::string> hosts) {
  Outgoing::Options options;
  options.allowed_hosts = std::move(hosts);
  options.connect_time = absl::Seconds(2);
  return Outgoing(options);
}

MailCall MailTo(const SmtpSink& sink, const std::string& to) {
  MailCall call;
  call.host = "127.0.0.1";
  call.port = sink.port();
  call.tls = MailCall::Tls::kNone;
  call.from = "crm@example.com";
  call.to = to;
  call.message = "Subject: x\r\n\r\n.a line that begins with a dot\r\n";
  return call;
}

TEST(OutgoingTest, PostsJson) {
  HttpSink sink;
  sink.AnswerBy({{200, "{\"errcode\":0}", ""}});
  const Outcome outcome =
      Allowing({"127.0.0.1"}).Post({sink.Url(), "{\"a\":1}", {{"Idempotency-Key", "k"}}});
  EXPECT_TRUE(outcome.ok()) << outcome.error;
  EXPECT_EQ(outcome.body, "{\"errcode\":0}");
  ASSERT_THAT(sink.requests(), SizeIs(1));
  EXPECT_THAT(sink.requests()[0].head, HasSubstr("POST /hook HTTP/1.1"));
  EXPECT_THAT(sink.requests()[0].head, HasSubstr("Idempotency-Key: k\r\n"));
  EXPECT_THAT(sink.requests()[0].head, HasSubstr("Content-Type: application/json"));
  EXPECT_EQ(sink.requests()[0].body, "{\"a\":1}");
}

// Names that mean the machine itself, and every way to write it.
TEST(OutgoingTest, CallsNothingThatIsNotOnTheInternet) {
  HttpSink sink;
  SmtpSink mail;
  for (const char* host : {"127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "0.0.0.0",
                           "[::ffff:127.0.0.1]", "169.254.169.254"}) {
    for (const char* scheme : {"http", "https"}) {
      const Outcome outcome =
          Allowing({}).Post({absl::StrCat(scheme, "://", host, ":", sink.port(), "/"), "{}"});
      EXPECT_FALSE(outcome.ok()) << scheme << " " << host;
      // A machine without IPv6 knows no such host.
      EXPECT_TRUE(outcome.error == Delivery::ADDRESS_FORBIDDEN ||
                  outcome.error == Delivery::HOST_UNKNOWN ||
                  outcome.error == Delivery::CHANNEL_NOT_READY)
          << scheme << " " << host << " " << outcome.error;
    }
  }
  // To be allowed to call one host says nothing of others.
  EXPECT_EQ(Allowing({"mail.example"}).Post({sink.Url(), "{}"}).error, Delivery::ADDRESS_FORBIDDEN);
  MailCall call = MailTo(mail, "li@example.com");
  EXPECT_EQ(Allowing({}).SendMail(call).error, Delivery::ADDRESS_FORBIDDEN);
  call.tls = MailCall::Tls::kStartTls;
  EXPECT_EQ(Allowing({}).SendMail(call).error, Delivery::ADDRESS_FORBIDDEN);
  EXPECT_THAT(sink.requests(), IsEmpty());
  EXPECT_THAT(mail.messages(), IsEmpty());
}

TEST(OutgoingTest, OtherSchemesAreRefused) {
  for (const char* url : {"file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/x", "x",
                          "http://user:password@127.0.0.1/", ""}) {
    EXPECT_EQ(Allowing({"127.0.0.1", ""}).Post({url, "{}"}).error, Delivery::CHANNEL_NOT_READY)
        << url;
  }
}

TEST(OutgoingTest, RedirectsAreNotFollowed) {
  HttpSink sink;
  sink.AnswerBy({{302, "", absl::StrCat("Location: ", sink.Url("/elsewhere"))}});
  const Outcome outcome = Allowing({"127.0.0.1"}).Post({sink.Url(), "{}"});
  EXPECT_EQ(outcome.error, Delivery::REMOTE_REFUSED);
  EXPECT_THAT(sink.requests(), SizeIs(1));
}

TEST(OutgoingTest, AnswersAreBoundedAndClassed) {
  HttpSink sink;
  sink.AnswerBy({{200, std::string(kMaxAnswerBytes + 1, 'x'), ""},
                 {503, "", ""},
                 {429, "", ""},
                 {401, "", ""},
                 {410, "", ""}});
  const Outgoing outgoing = Allowing({"127.0.0.1"});
  EXPECT_EQ(outgoing.Post({sink.Url(), "{}"}).error, Delivery::BAD_ANSWER);
  EXPECT_EQ(outgoing.Post({sink.Url(), "{}"}).error, Delivery::REMOTE_BUSY);
  EXPECT_EQ(outgoing.Post({sink.Url(), "{}"}).error, Delivery::REMOTE_BUSY);
  EXPECT_EQ(outgoing.Post({sink.Url(), "{}"}).error, Delivery::CREDENTIALS_REFUSED);
  const Outcome gone = outgoing.Post({sink.Url(), "{}"});
  EXPECT_EQ(gone.error, Delivery::REMOTE_REFUSED);
  EXPECT_TRUE(gone.for_good);
}

TEST(OutgoingTest, WhoeverDoesNotAnswerIsUnreachable) {
  const std::string url = absl::StrCat("http://127.0.0.1:", FreePort(), "/");
  const Outcome outcome = Allowing({"127.0.0.1"}).Post({url, "{}"});
  EXPECT_EQ(outcome.error, Delivery::UNREACHABLE);
  EXPECT_FALSE(outcome.for_good);
}

TEST(OutgoingTest, NoHeaderMakesAnother) {
  HttpSink sink;
  const Outcome outcome = Allowing({"127.0.0.1"}).Post({sink.Url(), "{}", {{"X", "a\r\nEvil: b"}}});
  EXPECT_EQ(outcome.error, Delivery::CHANNEL_NOT_READY);
  EXPECT_THAT(sink.requests(), IsEmpty());
}

TEST(OutgoingTest, MailsAreHandedOver) {
  SmtpSink sink;
  EXPECT_TRUE(Allowing({"127.0.0.1"}).SendMail(MailTo(sink, "li@example.com")).ok());
  ASSERT_THAT(sink.messages(), SizeIs(1));
  EXPECT_EQ(sink.messages()[0].from, "<crm@example.com>");
  EXPECT_EQ(sink.messages()[0].to, "<li@example.com>");
  EXPECT_THAT(sink.messages()[0].text, HasSubstr("\r\n..a line that begins with a dot"));
}

TEST(OutgoingTest, RefusalsOfMailPassOrNot) {
  SmtpSink sink;
  sink.AnswerBy({450, 550});
  const Outgoing outgoing = Allowing({"127.0.0.1"});
  const Outcome busy = outgoing.SendMail(MailTo(sink, "li@example.com"));
  EXPECT_EQ(busy.error, Delivery::REMOTE_BUSY);
  EXPECT_FALSE(busy.for_good);
  const Outcome refused = outgoing.SendMail(MailTo(sink, "li@example.com"));
  EXPECT_EQ(refused.error, Delivery::REMOTE_REFUSED);
  EXPECT_TRUE(refused.for_good);
  EXPECT_THAT(sink.messages(), IsEmpty());
}

TEST(OutgoingTest, AnAddressMakesNoOtherCommand) {
  SmtpSink sink;
  const Outcome outcome =
      Allowing({"127.0.0.1"}).SendMail(MailTo(sink, "a@b.c>\r\nRCPT TO:<evil@b.c"));
  EXPECT_FALSE(outcome.ok());
  EXPECT_THAT(sink.messages(), IsEmpty());
}

// A password never goes over a connection that is not encrypted.
TEST(OutgoingTest, MailWantsTheEncryptionThatItWasTold) {
  SmtpSink sink;
  MailCall call = MailTo(sink, "li@example.com");
  call.tls = MailCall::Tls::kStartTls;
  call.user = "crm";
  call.password = "secret";
  EXPECT_EQ(Allowing({"127.0.0.1"}).SendMail(call).error, Delivery::TLS_FAILED);
  EXPECT_THAT(sink.messages(), IsEmpty());
}

}  // namespace
}  // namespace guanxi::workflow
