#include "workflow-svc/notifications/notification_rules.h"

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::workflow {
namespace {

using ::testing::HasSubstr;
using v1::Channel;
using v1::Notification;
using v1::NotificationPreference;
using v1::NotificationTemplate;

template <typename M>
M Of(const std::string& text) {
  M message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

template <typename M>
std::string FaultsOf(const std::string& text, void (*check)(const M&, Violations*)) {
  Violations violations;
  check(Of<M>(text), &violations);
  return std::string(violations.ToStatus().message());
}

struct Case {
  const char* text;
  const char* fault;  // "": none
};

TEST(NotificationRulesTest, ChannelsHaveWhatTheirKindNeeds) {
  for (const Case& one : {
           Case{"kind: EMAIL smtp {host: 'h.cn' from: 'a@b.cn' port: 465 tls: IMPLICIT}", ""},
           Case{"kind: EMAIL smtp {host: '::1' from: 'a@b.cn' tls: NONE}", ""},
           Case{"kind: WECOM", ""},
           Case{"", "kind: is required"},
           Case{"kind: EMAIL", "smtp: is required"},
           Case{"kind: WECOM smtp {host: 'h.cn' from: 'a@b.cn'}", "smtp: is of EMAIL"},
           Case{"kind: EMAIL smtp {host: 'h.cn:25' from: 'x'}", "smtp.from"},
           Case{"kind: EMAIL smtp {host: 'a b' from: 'a@b.cn'}", "smtp.host"},
           Case{"kind: EMAIL smtp {host: '-oops' from: 'a@b.cn'}", "smtp.host"},
           Case{"kind: EMAIL smtp {host: 'a/../b' from: 'a@b.cn'}", "smtp.host"},
           Case{"kind: EMAIL smtp {host: 'h' port: 70000 from: 'a@b.cn'}", "smtp.port"},
           Case{"kind: EMAIL smtp {host: 'h' from: 'a@b.cn' user: 'a\\nb'}", "smtp.user"},
           Case{"kind: EMAIL smtp {host: 'h' from: 'a@b.cn' user: 'u' tls: NONE}", "smtp.user"},
       }) {
    EXPECT_THAT(FaultsOf<Channel>(one.text, CheckChannel), HasSubstr(one.fault)) << one.text;
    if (*one.fault == '\0') {
      EXPECT_EQ(FaultsOf<Channel>(one.text, CheckChannel), "") << one.text;
    }
  }
}

TEST(NotificationRulesTest, NewChannelsAreActive) {
  auto channel = Of<Channel>("kind: EMAIL smtp {host: 'SMTP.Example.CN' from: 'a@B.cn'}");
  Violations violations;
  NormalizeChannel(&channel, &violations);
  EXPECT_EQ(channel.state(), Channel::ACTIVE);
  EXPECT_TRUE(channel.ready());
  EXPECT_EQ(channel.smtp().host(), "smtp.example.cn");
  EXPECT_EQ(channel.smtp().from(), "a@b.cn");
  EXPECT_EQ(channel.smtp().tls(), v1::Smtp::STARTTLS);
  EXPECT_EQ(PortOf(channel.smtp()), 587);
}

TEST(NotificationRulesTest, TemplatesHaveNoPlacesButTheirKeys) {
  for (const Case& one : {
           Case{"key: 'todo_due' locale: 'en' title: '{{title}}' text: '{{due_time}}'", ""},
           Case{"key: 'vip.silent_1' locale: 'zh-CN' title: '{{anything}}'", ""},
           Case{"key: 'todo_due' locale: 'en' title: '{{grade}}'", "title: {{grade}} is no field"},
           Case{"key: 'todo_due' locale: 'en' title: 'x' text: '{{'", "text: "},
           Case{"key: 'Todo' locale: 'en' title: 'x'", "key: "},
           Case{"key: '1a' locale: 'en' title: 'x'", "key: "},
           Case{"key: 'a' locale: 'english' title: 'x'", "locale: "},
       }) {
    EXPECT_THAT(FaultsOf<NotificationTemplate>(one.text, CheckTemplate), HasSubstr(one.fault))
        << one.text;
    if (*one.fault == '\0') {
      EXPECT_EQ(FaultsOf<NotificationTemplate>(one.text, CheckTemplate), "") << one.text;
    }
  }
}

TEST(NotificationRulesTest, PreferencesMakeSense) {
  for (const Case& one : {
           Case{"email_kinds: REMINDER muted_kinds: RULE", ""},
           Case{"quiet_hours {start_minute: 1320 end_minute: 480} time_zone: 'Asia/Shanghai'", ""},
           Case{"email_kinds: RULE email_kinds: RULE", "email_kinds[1]: stands twice"},
           Case{"email_kinds: KIND_UNSPECIFIED", "email_kinds[0]"},
           Case{"muted_kinds: SLA_BREACH", "muted_kinds[0]: is always told"},
           Case{"muted_kinds: RULE email_kinds: RULE", "muted_kinds[0]: comes by e-mail"},
           Case{"quiet_hours {start_minute: 60 end_minute: 60}", "quiet_hours.end_minute"},
           Case{"quiet_hours {start_minute: -1}", "quiet_hours.start_minute"},
           Case{"quiet_hours {end_minute: 1440}", "quiet_hours.end_minute"},
           Case{"time_zone: 'Mars/Olympus'", "time_zone"},
           Case{"locale: 'zh_CN'", "locale"},
       }) {
    EXPECT_THAT(FaultsOf<NotificationPreference>(one.text, CheckPreference), HasSubstr(one.fault))
        << one.text;
    if (*one.fault == '\0') {
      EXPECT_EQ(FaultsOf<NotificationPreference>(one.text, CheckPreference), "") << one.text;
    }
  }
}

TEST(NotificationRulesTest, WithoutAPreferenceWhatIsUrgentComesByMail) {
  EXPECT_TRUE(WantsEmail(nullptr, Notification::SLA_BREACH));
  EXPECT_FALSE(WantsEmail(nullptr, Notification::TODO_DUE));
  EXPECT_FALSE(IsMuted(nullptr, Notification::RULE));
  const auto preference = Of<NotificationPreference>("email_kinds: TODO_DUE muted_kinds: RULE");
  EXPECT_FALSE(WantsEmail(&preference, Notification::SLA_BREACH));
  EXPECT_TRUE(WantsEmail(&preference, Notification::TODO_DUE));
  EXPECT_TRUE(IsMuted(&preference, Notification::RULE));
}

}  // namespace
}  // namespace guanxi::workflow
