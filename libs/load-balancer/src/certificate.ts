import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate';
import { AcmCertificateValidation } from '@cdktf/provider-aws/lib/acm-certificate-validation';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { Construct } from 'constructs';

export interface CertificateProps {
  /** Host name that it is for. */
  readonly domain: string;

  /** Id of the public Route 53 zone that the name is in. */
  readonly zoneId: string;
}

/**
 * A certificate of ACM, which proves by a DNS record that the name is ours, and renews itself as long as that record is there.
 *
 * @see https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 */
export class Certificate extends Construct {
  /** Its ARN, once it is valid. */
  readonly arn: string;

  constructor(scope: Construct, id: string, { domain, zoneId }: CertificateProps) {
    super(scope, id);
    const certificate = new AcmCertificate(this, 'Certificate', {
      domainName: domain,
      validationMethod: 'DNS',
      // A listener can't be without one.
      lifecycle: { createBeforeDestroy: true },
    });
    const proof = certificate.domainValidationOptions.get(0);
    const record = new Route53Record(this, 'Proof', {
      zoneId,
      name: proof.resourceRecordName,
      type: proof.resourceRecordType,
      records: [proof.resourceRecordValue],
      ttl: 60,
      // A certificate for the same name, of another environment or of before, asks for the same record.
      allowOverwrite: true,
    });
    this.arn = new AcmCertificateValidation(this, 'Validation', {
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
    }).certificateArn;
  }
}
