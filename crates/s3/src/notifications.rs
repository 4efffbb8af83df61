//! Notification configurations as the lake's rules. Queues are all there is: no topics, functions or buses here.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html>

use std::collections::BTreeSet;

use boathouse_lake::{NotificationRule, ObjectEventKind};
use boathouse_state::new_id;
use s3s::S3Result;
use s3s::dto::{
    FilterRule, NotificationConfiguration, NotificationConfigurationFilter, QueueConfiguration, S3KeyFilter,
};

use crate::errors;

const FILTER_VALUE_BYTES_MAX: usize = 1024;
const ID_CHARS_MAX: usize = 255;

/// The events that there are, and which of them happen here.
const EVENTS: &[(&str, &[ObjectEventKind])] = &[
    ("s3:IntelligentTiering", &[]),
    ("s3:LifecycleExpiration:*", &[]),
    ("s3:LifecycleExpiration:Delete", &[]),
    ("s3:LifecycleExpiration:DeleteMarkerCreated", &[]),
    ("s3:LifecycleTransition", &[]),
    ("s3:ObjectAcl:Put", &[]),
    ("s3:ObjectCreated:*", &[ObjectEventKind::Put, ObjectEventKind::Copy, ObjectEventKind::MultipartUpload]),
    ("s3:ObjectCreated:CompleteMultipartUpload", &[ObjectEventKind::MultipartUpload]),
    ("s3:ObjectCreated:Copy", &[ObjectEventKind::Copy]),
    ("s3:ObjectCreated:Post", &[]),
    ("s3:ObjectCreated:Put", &[ObjectEventKind::Put]),
    ("s3:ObjectRemoved:*", &[ObjectEventKind::Delete]),
    ("s3:ObjectRemoved:Delete", &[ObjectEventKind::Delete]),
    ("s3:ObjectRemoved:DeleteMarkerCreated", &[]),
    ("s3:ObjectRestore:*", &[]),
    ("s3:ObjectRestore:Completed", &[]),
    ("s3:ObjectRestore:Delete", &[]),
    ("s3:ObjectRestore:Post", &[]),
    ("s3:ObjectTagging:*", &[]),
    ("s3:ObjectTagging:Delete", &[]),
    ("s3:ObjectTagging:Put", &[]),
    ("s3:ReducedRedundancyLostObject", &[]),
    ("s3:Replication:*", &[]),
    ("s3:Replication:OperationFailedReplication", &[]),
    ("s3:Replication:OperationMissedThreshold", &[]),
    ("s3:Replication:OperationNotTracked", &[]),
    ("s3:Replication:OperationReplicatedAfterThreshold", &[]),
];

/// The rules that a configuration asks for.
pub(crate) fn rules(configuration: NotificationConfiguration, region: &str) -> S3Result<Vec<NotificationRule>> {
    let NotificationConfiguration {
        event_bridge_configuration,
        lambda_function_configurations,
        queue_configurations,
        topic_configurations,
    } = configuration;
    for (name, is_there) in [
        ("EventBridgeConfiguration", event_bridge_configuration.is_some()),
        ("LambdaFunctionConfigurations", lambda_function_configurations.is_some_and(|list| !list.is_empty())),
        ("TopicConfigurations", topic_configurations.is_some_and(|list| !list.is_empty())),
    ] {
        if is_there {
            return Err(errors::not_implemented(format_args!("{name}: only queues are notified")));
        }
    }
    let rules: Vec<NotificationRule> = queue_configurations
        .unwrap_or_default()
        .into_iter()
        .map(|queue| rule(queue, region))
        .collect::<S3Result<_>>()?;
    check_together(&rules)?;
    Ok(rules)
}

fn rule(queue: QueueConfiguration, region: &str) -> S3Result<NotificationRule> {
    check_queue(&queue.queue_arn, region)?;
    let labels: Vec<String> = queue.events.iter().map(|event| event.as_ref().to_owned()).collect();
    let mut kinds = BTreeSet::new();
    for label in &labels {
        let Some((_, own)) = EVENTS.iter().find(|(name, _)| name == label) else {
            return Err(errors::invalid_argument(format!("The event '{label}' is not supported for notifications")));
        };
        kinds.extend(own.iter().copied());
    }
    if labels.is_empty() {
        let message = "The XML you provided was not well-formed or did not validate against our published schema";
        return Err(errors::with_message(s3s::S3ErrorCode::MalformedXML, message));
    }
    let id = queue.id.filter(|id| !id.is_empty()).unwrap_or_else(new_id);
    if id.chars().count() > ID_CHARS_MAX {
        return Err(errors::invalid_argument("The ID must have at most 255 characters"));
    }
    let filters = queue.filter.and_then(|filter| filter.key).and_then(|key| key.filter_rules).unwrap_or_default();
    let (mut prefix, mut suffix) = (None, None);
    for filter in filters {
        let name = filter.name.map(|name| name.as_str().to_ascii_lowercase()).unwrap_or_default();
        let place = match name.as_str() {
            "prefix" => &mut prefix,
            "suffix" => &mut suffix,
            _ => return Err(errors::invalid_argument("filter rule name must be either prefix or suffix")),
        };
        let value = filter.value.unwrap_or_default();
        if value.len() > FILTER_VALUE_BYTES_MAX {
            return Err(errors::invalid_argument("Size of filter rule value cannot exceed 1024 bytes in UTF-8"));
        }
        if place.replace(value).is_some() {
            return Err(errors::invalid_argument(format!("Cannot specify more than one {name} rule in a filter.")));
        }
    }
    Ok(NotificationRule { id, queue: queue.queue_arn, kinds: kinds.into_iter().collect(), labels, prefix, suffix })
}

/// `arn:aws:sqs:<region>:<account>:<name>`. Every such queue is there: it is nothing but a name.
fn check_queue(arn: &str, region: &str) -> S3Result<()> {
    let parts: Vec<&str> = arn.split(':').collect();
    let ["arn", partition, "sqs", own_region, account, name] = parts[..] else {
        return Err(errors::invalid_argument("The ARN is not well formed"));
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    if !partition.starts_with("aws") || !is_account || name.is_empty() || name.len() > 80 || !name.chars().all(is_name)
    {
        return Err(errors::invalid_argument("The ARN is not well formed"));
    }
    if own_region != region {
        let message = "The notification destination service region is not valid for the bucket location constraint";
        return Err(errors::invalid_argument(message));
    }
    if name.ends_with(".fifo") {
        // FIFO queues are no destination.
        return Err(errors::invalid_argument("Unable to validate the following destination configurations"));
    }
    Ok(())
}

/// What rules must not have in common.
fn check_together(rules: &[NotificationRule]) -> S3Result<()> {
    let ids: BTreeSet<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    if ids.len() < rules.len() {
        return Err(errors::invalid_argument("Same ID used for multiple configurations. IDs must be unique"));
    }
    for (place, one) in rules.iter().enumerate() {
        for other in &rules[place + 1..] {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let (a, b) = (text(&one.prefix), text(&other.prefix));
            let (x, y) = (text(&one.suffix), text(&other.suffix));
            let overlaps = (a.starts_with(&b) || b.starts_with(&a)) && (x.ends_with(&y) || y.ends_with(&x));
            if overlaps && share_an_event(&one.labels, &other.labels) {
                let is_filtered = [&a, &b, &x, &y].iter().any(|text| !text.is_empty());
                return Err(errors::invalid_argument(if is_filtered {
                    "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type."
                } else {
                    "Configurations overlap. Configurations on the same bucket cannot share a common event type."
                }));
            }
        }
    }
    Ok(())
}

fn share_an_event(one: &[String], other: &[String]) -> bool {
    let covers = |all: &str, single: &str| all.strip_suffix('*').is_some_and(|begin| single.starts_with(begin));
    one.iter().any(|a| other.iter().any(|b| a == b || covers(a, b) || covers(b, a)))
}

/// A rule as it was asked for.
pub(crate) fn configuration(rule: NotificationRule) -> QueueConfiguration {
    let filter = |name: &str, value: Option<String>| {
        value.map(|value| FilterRule { name: Some(name.to_owned().into()), value: Some(value) })
    };
    let filters: Vec<FilterRule> =
        filter("Prefix", rule.prefix).into_iter().chain(filter("Suffix", rule.suffix)).collect();
    QueueConfiguration {
        events: rule.labels.into_iter().map(Into::into).collect(),
        filter: (!filters.is_empty())
            .then_some(NotificationConfigurationFilter { key: Some(S3KeyFilter { filter_rules: Some(filters) }) }),
        id: Some(rule.id),
        queue_arn: rule.queue,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:sqs:us-east-1:123456789012:q";

    fn queue(events: &[&str], filters: &[(&str, &str)], arn: &str) -> QueueConfiguration {
        let filter = |(name, value): &(&str, &str)| FilterRule {
            name: Some((*name).to_owned().into()),
            value: Some((*value).to_owned()),
        };
        let rules: Vec<FilterRule> = filters.iter().map(filter).collect();
        QueueConfiguration {
            events: events.iter().map(|event| (*event).to_owned().into()).collect(),
            filter: Some(NotificationConfigurationFilter { key: Some(S3KeyFilter { filter_rules: Some(rules) }) }),
            id: None,
            queue_arn: arn.to_owned(),
        }
    }

    fn of(queues: Vec<QueueConfiguration>) -> Result<Vec<NotificationRule>, String> {
        let configuration = NotificationConfiguration {
            event_bridge_configuration: None,
            lambda_function_configurations: None,
            queue_configurations: Some(queues),
            topic_configurations: None,
        };
        rules(configuration, "us-east-1").map_err(|error| error.message().unwrap_or_default().to_owned())
    }

    #[test]
    fn rules_come_back_as_they_were_asked_for() {
        let asked =
            queue(&["s3:ObjectCreated:*", "s3:ObjectRemoved:Delete"], &[("Prefix", "in/"), ("suffix", ".csv")], ARN);
        let rules = of(vec![asked.clone()]).unwrap();
        assert_eq!(rules[0].kinds.len(), 4);
        assert_eq!((rules[0].prefix.as_deref(), rules[0].suffix.as_deref()), (Some("in/"), Some(".csv")));
        let back = configuration(rules[0].clone());
        assert_eq!(back.events, asked.events);
        assert!(back.id.is_some_and(|id| !id.is_empty()));
        assert!(
            configuration(of(vec![queue(&["s3:ObjectCreated:Put"], &[], ARN)]).unwrap().remove(0)).filter.is_none()
        );
    }

    #[test]
    fn refusals() {
        let created = ["s3:ObjectCreated:*"];
        let put = ["s3:ObjectCreated:Put"];
        for (queues, expected) in [
            (vec![queue(&created, &[], "q")], "The ARN is not well formed"),
            (vec![queue(&created, &[], "arn:aws:sns:us-east-1:123456789012:t")], "The ARN is not well formed"),
            (vec![queue(&created, &[], "arn:aws:sqs:eu-west-1:123456789012:q")], "region is not valid"),
            (vec![queue(&created, &[], "arn:aws:sqs:us-east-1:123456789012:q.fifo")], "Unable to validate"),
            (vec![queue(&["s3:Dance"], &[], ARN)], "'s3:Dance' is not supported"),
            (vec![queue(&created, &[("middle", "x")], ARN)], "either prefix or suffix"),
            (vec![queue(&created, &[("prefix", "x"), ("Prefix", "y")], ARN)], "more than one prefix rule"),
            (vec![queue(&created, &[], ARN), queue(&put, &[], ARN)], "cannot share a common event type"),
            (
                vec![queue(&created, &[("prefix", "a")], ARN), queue(&put, &[("prefix", "ab")], ARN)],
                "ambiguously defined",
            ),
        ] {
            let error = of(queues).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
        let apart = [[("prefix", "a")], [("prefix", "b")]].map(|filters| queue(&created, &filters, ARN));
        assert_eq!(of(apart.to_vec()).unwrap().len(), 2);
    }
}
