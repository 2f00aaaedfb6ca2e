// The founding documents' operations, two regions, a live tail and metrics, by
// the AWS SDK for JavaScript.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as watch from '@aws-sdk/client-cloudwatch'
import * as sdk from '@aws-sdk/client-cloudwatch-logs'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'

const client = new sdk.CloudWatchLogsClient({ endpoint: process.env.AWS_ENDPOINT_URL })
const call = (name, input) => client.send(new sdk[name + 'Command'](input))
const refused = (code, name, input) => assert.rejects(call(name, input), (e) => e.name === code && e.message !== '')
const pages = async (name, input, member, pageSize) => {
  const all = []
  // Paginators write into their input.
  for await (const page of sdk['paginate' + name]({ client, pageSize }, { ...input })) all.push(...page[member])
  return all
}

const group = { logGroupName: 'app/1' }
const now = Date.now()
const role = 'arn:aws:iam::123456789012:role/r'
const stream = 'arn:aws:kinesis:us-east-1:123456789012:stream/s'
const statement = (Principal, Action) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action, Resource: '*' }] })

let out = await call('TestMetricFilter', { filterPattern: '[a, b]', logEventMessages: ['x y', 'z'] })
assert.deepEqual(out.matches, [{ eventNumber: 1, eventMessage: 'x y', extractedValues: { $a: 'x', $b: 'y' } }])
// logsieve: ignore[missing-value] -- asks for the error
await refused('InvalidParameterException', 'TestMetricFilter', { filterPattern: '{ $.a = }', logEventMessages: ['x'] })

for (let i = 1; i <= 5; i++) await call('CreateLogGroup', { logGroupName: `app/${i}`, tags: { team: 'core' } })
await refused('ResourceAlreadyExistsException', 'CreateLogGroup', group)
assert.deepEqual((await pages('DescribeLogGroups', {}, 'logGroups', 2)).map((g) => g.logGroupName), ['app/1', 'app/2', 'app/3', 'app/4', 'app/5'])
await call('PutRetentionPolicy', { ...group, retentionInDays: 7 })
assert.equal((await call('DescribeLogGroups', { logGroupNamePrefix: 'app/1' })).logGroups[0].retentionInDays, 7)
await call('DeleteRetentionPolicy', group)
await call('AssociateKmsKey', { ...group, kmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/1' })
await call('DisassociateKmsKey', group)
await call('TagLogGroup', { ...group, tags: { env: 'prod' } })
assert.deepEqual((await call('ListTagsLogGroup', group)).tags, { env: 'prod', team: 'core' })
await call('UntagLogGroup', { ...group, tags: ['env'] })

for (const logStreamName of ['a', 'b']) await call('CreateLogStream', { ...group, logStreamName })
await call('PutMetricFilter', { ...group, filterName: 'errors', filterPattern: 'ERROR', metricTransformations: [{ metricName: 'Errors', metricNamespace: 'App', metricValue: '1', defaultValue: 0 }] })
await call('PutSubscriptionFilter', { ...group, filterName: 'all', filterPattern: '', destinationArn: stream, roleArn: role })
assert.equal((await pages('DescribeMetricFilters', {}, 'metricFilters', 1))[0].metricTransformations[0].defaultValue, 0)
assert.equal((await pages('DescribeSubscriptionFilters', group, 'subscriptionFilters', 1))[0].distribution, 'ByLogStream')
await refused('ResourceNotFoundException', 'PutLogEvents', { ...group, logStreamName: 'none', logEvents: [{ timestamp: now, message: 'x' }] })
await call('PutLogEvents', { ...group, logStreamName: 'a', logEvents: [{ timestamp: now, message: 'one ü 🎉' }, { timestamp: now + 2, message: 'ERROR' }] })
out = await call('PutLogEvents', { ...group, logStreamName: 'b', logEvents: [{ timestamp: now + 1, message: 'two' }] })
assert.equal(out.rejectedLogEventsInfo, undefined)
out = await call('PutLogEvents', { ...group, logStreamName: 'b', logEvents: [{ timestamp: 1, message: 'old' }] })
assert.equal(out.rejectedLogEventsInfo.tooOldLogEventEndIndex, 1)
assert.deepEqual((await pages('FilterLogEvents', group, 'events', 1)).map((e) => e.message), ['one ü 🎉', 'two', 'ERROR'])
assert.deepEqual((await call('GetLogEvents', { ...group, logStreamName: 'a', limit: 1 })).events.map((e) => e.message), ['ERROR'])
assert.deepEqual((await pages('DescribeLogStreams', { ...group, descending: true }, 'logStreams', 1)).map((s) => s.logStreamName), ['b', 'a'])

await call('PutDestination', { destinationName: 'd', targetArn: stream, roleArn: role })
await call('PutDestinationPolicy', { destinationName: 'd', accessPolicy: statement({ AWS: '111122223333' }, 'logs:PutSubscriptionFilter') })
assert.equal((await pages('DescribeDestinations', { DestinationNamePrefix: 'd' }, 'destinations', 1))[0].destinationName, 'd')
await call('DeleteDestination', { destinationName: 'd' })
await call('PutResourcePolicy', { policyName: 'p', policyDocument: statement({ Service: 'es.amazonaws.com' }, 'logs:PutLogEvents') })
assert.equal((await call('DescribeResourcePolicies', {})).resourcePolicies.length, 1)
await call('DeleteResourcePolicy', { policyName: 'p' })

await refused('InvalidParameterException', 'CreateExportTask', { ...group, from: 0, to: now, destination: 'none' })
const { taskId } = await call('CreateExportTask', { ...group, from: 0, to: now + 10, destination: 'exports' })
assert.equal((await call('DescribeExportTasks', { taskId })).exportTasks[0].destinationPrefix, 'exportedlogs')
await refused('ResourceNotFoundException', 'CancelExportTask', { taskId: 'none' })

await call('DeleteMetricFilter', { ...group, filterName: 'errors' })
await call('DeleteSubscriptionFilter', { ...group, filterName: 'all' })
await call('DeleteLogStream', { ...group, logStreamName: 'b' })
await call('DeleteLogGroup', group)
assert.equal((await call('DescribeLogGroups', {})).logGroups.length, 4)

// Two regions with the same names, a live tail in one, its metrics read back.
const settings = { endpoint: process.env.AWS_ENDPOINT_URL, region: 'eu-west-1' }
assert.equal((await new STSClient(settings).send(new GetCallerIdentityCommand({}))).Account, '123456789012')
const west = new sdk.CloudWatchLogsClient({ ...settings, disableHostPrefix: true })
const there = (name, input) => west.send(new sdk[name + 'Command'](input))
assert.equal((await there('DescribeLogGroups', {})).logGroups.length, 0)
const second = { logGroupName: 'app/2' }
await there('CreateLogGroup', second)
await there('CreateLogStream', { ...second, logStreamName: 'web-1' })
await there('CreateLogStream', { ...second, logStreamName: 'db-1' })
const [summary] = (await there('ListLogGroups', { logGroupNamePattern: 'pp/2' })).logGroups
assert.equal(summary.logGroupArn, 'arn:aws:logs:eu-west-1:123456789012:log-group:app/2')
await there('PutMetricFilter', { ...second, filterName: 'latency', filterPattern: '{ $.ms >= 0 }', metricTransformations: [{ metricName: 'Latency', metricNamespace: 'App', metricValue: '$.ms', unit: 'Milliseconds', dimensions: { Path: '$.path' } }] })
const { responseStream } = await there('StartLiveTail', { logGroupIdentifiers: [summary.logGroupArn], logStreamNamePrefixes: ['web'], logEventFilterPattern: '{ $.ms > 10 }' })
const seen = []
for await (const event of responseStream) {
  if (event.sessionStart) {
    assert.equal(event.sessionStart.logEventFilterPattern, '{ $.ms > 10 }')
    const logEvents = [7.5, 12.5].map((ms) => ({ timestamp: now, message: JSON.stringify({ ms, path: '/ü' }) }))
    await there('PutLogEvents', { ...second, logStreamName: 'db-1', logEvents })
    await there('PutLogEvents', { ...second, logStreamName: 'web-1', logEvents })
  }
  if (event.sessionUpdate) seen.push(...event.sessionUpdate.sessionResults.map((e) => `${e.logStreamName} ${e.message}`))
  if (seen.length) break
}
assert.deepEqual(seen, ['web-1 {"ms":12.5,"path":"/ü"}'])
const metrics = new watch.CloudWatchClient(settings)
const [metric] = (await metrics.send(new watch.ListMetricsCommand({ Namespace: 'App' }))).Metrics
assert.deepEqual(metric, { Namespace: 'App', MetricName: 'Latency', Dimensions: [{ Name: 'Path', Value: '/ü' }] })
const minute = now - (now % 60000)
const span = { StartTime: new Date(minute), EndTime: new Date(minute + 60000) }
const { Datapoints } = await metrics.send(new watch.GetMetricStatisticsCommand({ ...metric, ...span, Period: 60, Statistics: ['Sum', 'Minimum'], ExtendedStatistics: ['p100'] }))
assert.deepEqual(Datapoints, [{ Timestamp: new Date(minute), Minimum: 7.5, Sum: 40, Unit: 'Milliseconds', ExtendedStatistics: { p100: 12.5 } }])
const data = await metrics.send(new watch.GetMetricDataCommand({ ...span, MetricDataQueries: [{ Id: 'n', MetricStat: { Metric: metric, Period: 60, Stat: 'SampleCount' } }] }))
assert.deepEqual(data.MetricDataResults, [{ Id: 'n', Label: 'Latency', Timestamps: [new Date(minute)], Values: [4], StatusCode: 'Complete' }])
await assert.rejects(metrics.send(new watch.GetMetricStatisticsCommand({ ...metric, StartTime: span.EndTime, EndTime: span.StartTime, Period: 60, Statistics: ['Sum'] })), watch.InvalidParameterCombinationException)
await assert.rejects(metrics.send(new watch.DescribeAlarmsCommand({})), (e) => /ListMetrics/.test(e.message))

// The put of a filter and that of a destination check the health of the stream.
const types = readdirSync(process.env.DELIVERED, { recursive: true, withFileTypes: true }).filter((f) => f.name.endsWith('.json')).map((f) => {
  const { awslogs } = JSON.parse(readFileSync(join(f.parentPath ?? f.path, f.name)))
  return JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64'))).messageType
})
assert.equal(types.filter((t) => t === 'CONTROL_MESSAGE').length, 2)
assert.ok(types.includes('DATA_MESSAGE'))

const resourceArn = 'arn:aws:cloudfront::123456789012:distribution/E1'
assert.equal((await call('PutDeliverySource', { name: 'ds', resourceArn, logType: 'ACCESS_LOGS' })).deliverySource.service, 'cloudfront')
await call('PutDeliveryDestination', { name: 'dd', deliveryDestinationConfiguration: { destinationResourceArn: 'arn:aws:s3:::b' } })
await call('CreateDelivery', { deliverySourceName: 'ds', deliveryDestinationArn: 'arn:aws:logs:us-east-1:123456789012:delivery-destination:dd' })
assert.equal((await call('DescribeDeliveries', {})).deliveries[0].recordFields.length, 33)
await refused('ResourceNotFoundException', 'GetDeliverySource', { name: 'none' })

west.destroy() // the tail's connection, which is still read from, would keep the program
