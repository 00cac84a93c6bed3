// Mails as RFC 5322 has them, with UTF-8 subjects (RFC 2047) and two forms of one text.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_MIME_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_MIME_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace guanxi::workflow {

// What one notification says.
struct Saying {
  std::string title;
  std::string text;     // plain, of several lines
  std::string subject;  // the name of the record that it is about, or ""
  int count = 1;        // how many are in it
};

struct Mail {
  std::string from_name;  // may be empty
  std::string from;       // addresses as text::ParseEmail has them
  std::string to;
  std::string id;  // what makes the mail the same when it is sent again; of [0-9a-f-]
  absl::Time time;
  std::vector<Saying> sayings;  // at least one
};

// The whole message, with CRLF at the end of each line. Whatever is in titles, names and texts,
// they make no line of the head and no markup: control characters become blanks, what is not plain
// ASCII is encoded, HTML is escaped.
std::string MakeMail(const Mail& mail);

// A phrase or subject for a head: as it is if it is short and plain ASCII, else as encoded words of
// at most 75 characters, folded.
std::string EncodeHeader(absl::string_view text);

// The title that stands for all: the first one's, with how many there are besides.
std::string TitleOf(const std::vector<Saying>& sayings);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_MIME_H_
