//! Why something was refused, as the answer of the HTTPS intake says it.
//!
//! A document that could not be read is answered with a list of reasons. A letter that was refused is answered with a
//! receipt of its standard, and its reasons are in the receipt's text: `sentence (code: path, line:column)`.

use canonical::RefusalCode;
use hyper::StatusCode;
use serde_json::Value;

use super::outcome::Reason;

pub(super) fn of_answer(status: StatusCode, body: &[u8]) -> Vec<Reason> {
    if status.is_success() && !holds_refused(body) {
        return Vec::new();
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(json) => of_json(&json),
        Err(_) => {
            let text = String::from_utf8_lossy(body);
            let fhir = in_fhir_xml(&text);
            if fhir.is_empty() { in_text(&text) } else { fhir }
        }
    }
}

/// An envelope may hold accepted and refused letters.
fn holds_refused(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    text.contains("XCTL02") || text.contains("fatal-error")
}

/// A problem (RFC 9457), an OperationOutcome, or a Bundle that holds one.
fn of_json(json: &Value) -> Vec<Reason> {
    if let Some(refusals) = json["refusals"].as_array() {
        return refusals.iter().map(refusal).collect();
    }
    let mut reasons = Vec::new();
    let entries = json["entry"].as_array().into_iter().flatten().map(|entry| &entry["resource"]);
    for outcome in std::iter::once(json).chain(entries).filter(|it| it["resourceType"] == "OperationOutcome") {
        reasons.extend(outcome["issue"].as_array().into_iter().flatten().filter_map(issue));
    }
    if reasons.is_empty() && json["title"].is_string() {
        let word = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
        let code = word("type").rsplit(':').next().unwrap_or_default().to_owned();
        reasons.push(Reason { code, place: String::new(), meaning: word("title"), remedy: word("detail") });
    }
    reasons
}

fn refusal(json: &Value) -> Reason {
    let number = |key: &str| json[key].as_u64().and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
    let word = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
    let place = canonical::refusal::Place { line: number("line"), column: number("column"), path: word("path") };
    Reason { code: word("code"), place: place.to_string(), meaning: word("meaning"), remedy: word("remedy") }
}

/// An issue leads its diagnostics with the code: `code: meaning (line 3, column 7)`. One that is about no letter names it
/// among its codings. Codings of a letter are words of its standard.
fn issue(issue: &Value) -> Option<Reason> {
    let coding = issue["details"]["coding"].as_array().into_iter().flatten().find_map(|coding| coding["code"].as_str());
    let diagnostics = issue["diagnostics"].as_str().unwrap_or_default();
    let code = leading_code(diagnostics).or(coding)?;
    Some(Reason::new(code, place(issue["expression"][0].as_str().unwrap_or_default(), diagnostics)))
}

fn leading_code(diagnostics: &str) -> Option<&str> {
    let (code, _) = diagnostics.split_once(':')?;
    RefusalCode::from_word(code).map(|_| code)
}

fn place(path: &str, diagnostics: &str) -> String {
    let line = diagnostics.rsplit_once("(line ").and_then(|(_, rest)| rest.strip_suffix(')'));
    match line.map(|numbers| numbers.replace(", column ", ":")) {
        Some(numbers) => format!("{path} ({numbers})"),
        None => path.to_owned(),
    }
}

/// The same issues in FHIR's XML: `<diagnostics value="…"/>`, followed by `<expression value="…"/>`.
fn in_fhir_xml(text: &str) -> Vec<Reason> {
    let issue = |after: &str| {
        let (diagnostics, rest) = after.split_once('"')?;
        let expression = rest.split_once("</issue>").map_or(rest, |(issue, _)| issue);
        let path = expression.split_once("<expression value=\"").and_then(|(_, path)| path.split_once('"'));
        let path = path.map_or("", |(path, _)| path).replace("&apos;", "'").replace("&#39;", "'");
        Some(Reason::new(leading_code(diagnostics)?, place(&path, diagnostics)))
    };
    text.split("<diagnostics value=\"").skip(1).filter_map(issue).collect()
}

/// Every `(code)`, `(code: path)` or `(code: path, line:column)` with a code that is known.
fn in_text(text: &str) -> Vec<Reason> {
    let bracketed = text.split('(').skip(1).filter_map(|rest| {
        let word: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let after = rest.get(word.len()..)?;
        RefusalCode::from_word(&word)?;
        let place = after.strip_prefix(": ").and_then(|place| place.split_once(')')).map_or("", |(place, _)| place);
        Some(Reason::new(&word, place.to_owned()))
    });
    bracketed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

    #[test]
    fn the_reasons_in_a_receipts_text_are_found_with_their_places() {
        let text = "<RefuseText>Noget (andet) er galt (patient-id-malformed: /A/B[2], 12:7)<Break/>\
                    Ukendt (receiver-unknown)</RefuseText>";
        let reasons = of_answer(REFUSED, text.as_bytes());
        assert_eq!(reasons.len(), 2);
        assert_eq!((reasons[0].code.as_str(), reasons[0].place.as_str()), ("patient-id-malformed", "/A/B[2], 12:7"));
        assert_eq!(reasons[0].remedy, RefusalCode::PatientIdMalformed.remedy());
        assert_eq!((reasons[1].code.as_str(), reasons[1].place.as_str()), ("receiver-unknown", ""));
    }

    #[test]
    fn the_issues_of_an_acknowledgement_are_found_in_both_syntaxes() {
        let diagnostics = "element-missing: A field is missing. (line 14, column 19)";
        let json = serde_json::json!({ "resourceType": "Bundle", "entry": [{ "resource": {
            "resourceType": "OperationOutcome",
            "issue": [{
                "details": { "coding": [{ "code": "MSG_Datatype_Wrong" }] },
                "diagnostics": diagnostics,
                "expression": ["Bundle.entry[0]"],
            }],
        } }] });
        let xml = format!(
            "<Bundle><issue><diagnostics value=\"{diagnostics}\"/><expression value=\"Bundle.entry[0]\"/></issue></Bundle>"
        );
        let expected = [Reason::new("element-missing", "Bundle.entry[0] (14:19)".to_owned())];
        assert_eq!(of_answer(REFUSED, json.to_string().as_bytes()), expected);
        assert_eq!(of_answer(REFUSED, xml.as_bytes()), expected);
    }

    #[test]
    fn the_codings_of_an_outcome_are_found() {
        let json = serde_json::json!({ "resourceType": "OperationOutcome", "issue": [{
            "details": { "coding": [{ "code": "role-missing" }] },
        }] });
        assert_eq!(of_answer(REFUSED, json.to_string().as_bytes()), [Reason::new("role-missing", String::new())]);
    }

    #[test]
    fn a_positive_receipt_has_no_reasons() {
        assert!(of_answer(StatusCode::OK, b"<StatisticalCode>XCTL03</StatisticalCode> (receiver-unknown)").is_empty());
    }
}
