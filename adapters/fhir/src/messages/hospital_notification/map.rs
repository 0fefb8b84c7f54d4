//! [`Notification`] to the canonical event: pure and total.

use canonical::Moment;
use canonical::action::{Action, ActionKind};
use canonical::body::{Body, HospitalStay, StayNotice};
use canonical::course::Course;
use canonical::event::{Event, Status, Times};

use super::parse::Notification;
use crate::event::Content;
use crate::message::Frame;

pub(super) fn event(frame: Frame, notification: Notification) -> Event {
    let Notification {
        subject,
        notice,
        status,
        state,
        class,
        episodes,
        admitted,
        discharged,
        leave_started,
        leave_ended,
        ward,
        report_to,
        follows,
        authored,
    } = notification;
    let occurred = match notice {
        StayNotice::Admitted | StayNotice::ArrivedAcute => Some(&admitted),
        StayNotice::Died | StayNotice::Discharged | StayNotice::Transferred => discharged.as_ref(),
        StayNotice::LeaveEnded => leave_ended.as_ref(),
        StayNotice::LeaveStarted => leave_started.as_ref(),
        // No activity announces it.
        StayNotice::TreatmentEnds => None,
    };
    let times = Times { occurred: occurred.cloned(), authored, sent: frame.sent.clone() };
    let actions = actions(notice, status, report_to.is_some());
    let admitted: Option<Moment> = Some(admitted);
    let stay = HospitalStay {
        admitted,
        discharged,
        leave_started,
        leave_ended,
        ward,
        report_to,
        ..HospitalStay::plain(notice, state, class)
    };
    let course = Course { episodes, follows, ..Course::default() };
    let body = Body::HospitalStay(stay);
    let content = Content { status, subject: Some(subject), course, times, actions, ..Content::of(body) };
    content.framed(frame)
}

/// What the notice asks of the municipality. A notice that is taken back asks for nothing.
fn actions(notice: StayNotice, status: Status, report_wanted: bool) -> Vec<Action> {
    if status == Status::Cancelled {
        return Vec::new();
    }
    let services = match notice {
        StayNotice::Admitted | StayNotice::ArrivedAcute | StayNotice::LeaveEnded => Some(ActionKind::PauseServices),
        StayNotice::Died => Some(ActionKind::StopServices),
        StayNotice::Discharged | StayNotice::LeaveStarted => Some(ActionKind::ResumeServices),
        StayNotice::Transferred | StayNotice::TreatmentEnds => None,
    };
    let report = report_wanted.then_some(ActionKind::SendAdmissionReport);
    services.into_iter().chain(report).map(Action::plain).collect()
}
